/** Shard ownership in a store that one process holds alone: every shard has the same owner and the same epoch. */
import { type ExecutionWrite, type Fence, FenceLostError, SHARD_COUNT } from './execution-store.ts';

export function wholeFence(owner: string, epoch: number): Fence {
  return { owner, epochs: new Map(Array.from({ length: SHARD_COUNT }, (_, shard) => [shard, epoch])) };
}

/**
 * The epoch under which the written shards were taken.
 * @throws FenceLostError when the fence does not hold one of them, or does not come from a store with a single owner
 */
export function fenceEpoch(fence: Fence, writes: readonly ExecutionWrite[]): number {
  const epochs = new Set<number>();
  for (const { shard } of writes) {
    const epoch = fence.epochs.get(shard);
    if (epoch === undefined) throw new FenceLostError(`"${fence.owner}" does not own shard ${shard}`);
    epochs.add(epoch);
  }
  const [epoch, ...others] = epochs.size === 0 ? fence.epochs.values() : epochs;
  if (epoch === undefined || others.some((other) => other !== epoch))
    throw new FenceLostError(`"${fence.owner}" does not own all shards of this store`);
  return epoch;
}

export function lostFence(): FenceLostError {
  return new FenceLostError('another owner has taken the shards of this store');
}
