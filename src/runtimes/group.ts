/** The environments on demand of one function version, and who waits for one. */
import type { Environment } from './environment.ts';
import type { FunctionVersion } from './function-version.ts';
import { type Wish, Wishes } from './wishes.ts';

/** How much the newest invocation counts in the mean. */
const NEWEST_WEIGHT = 0.2;

export interface Group {
  readonly fn: FunctionVersion;
  /** Most recently used last. */
  readonly idle: Environment[];
  /** All that are not gone: starting, idle, at work. */
  count: number;
  readonly wishes: Wishes;
  /** Places promised to holders that have not come for them, or wait for them. */
  promised: number;
  /** What an invocation of a warm environment takes, a moving mean. */
  serviceMs: number | undefined;
  /** Since when there is an environment that could have answered. */
  readySinceMs: number | undefined;
  /** The function has changed: environments are closed when they become idle. */
  retired: boolean;
}

export function newGroup(fn: FunctionVersion): Group {
  return {
    fn,
    idle: [],
    count: 0,
    wishes: new Wishes(),
    promised: 0,
    serviceMs: undefined,
    readySinceMs: undefined,
    retired: false,
  };
}

/** What an invocation of a warm environment took. */
export function learn(group: Group, tookMs: number): void {
  const before = group.serviceMs ?? tookMs;
  group.serviceMs = before + (tookMs - before) * NEWEST_WEIGHT;
}

export interface Need {
  readonly group: Group;
  readonly wish: Wish;
}

/** Negative when `a` is to be served first. */
export function compareNeeds(a: Need, b: Need): number {
  return (
    Number(a.wish.isQueuedWork) - Number(b.wish.isQueuedWork) ||
    a.group.count - b.group.count ||
    a.wish.sinceMs - b.wish.sinceMs
  );
}
