/** Inputs of one execution that wait to be worked off. */
import type { Input } from '../asl/advance.ts';

/** An input on its way, and whoever waits until it is durable. */
export interface QueuedInput {
  readonly input: Input;
  /** `taken`: whether the execution was still there and waited for it. */
  readonly done?: { resolve(taken: boolean): void; reject(error: unknown): void };
}

export function resolveAll(queued: readonly QueuedInput[], refused: ReadonlySet<Input> = new Set()): void {
  for (const { input, done } of queued) done?.resolve(!refused.has(input));
}

export function rejectAll(queued: readonly QueuedInput[], error: unknown): void {
  for (const { done } of queued) done?.reject(error);
}

type ResultInput = Extract<Input, { readonly type: 'submitted' | 'succeeded' | 'failed' }>;

/** What became of a task, which exists nowhere else. */
export function isResult(input: Input): input is ResultInput {
  return input.type === 'submitted' || input.type === 'succeeded' || input.type === 'failed';
}

/** A result that whoever did the task for us gave, not one that came with its token. */
export function isOwnResult(input: Input): input is ResultInput {
  return isResult(input) && !('byToken' in input && input.byToken === true);
}

export function isStop({ input }: QueuedInput): boolean {
  return input.type === 'stop';
}
