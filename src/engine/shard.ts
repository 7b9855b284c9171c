/** Which shard an execution belongs to. */
import { SHARD_COUNT } from '../store/execution-store.ts';

/** FNV-1a over the ARN's UTF-16 units: the same on every node and in every release. */
export function shardOf(arn: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < arn.length; i++) hash = Math.imul(hash ^ arn.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SHARD_COUNT;
}
