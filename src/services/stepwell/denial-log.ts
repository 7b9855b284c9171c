/**
 * The denials that a server remembers, so that whoever was refused can be told why: in memory, the latest of each role, action
 * and resource. What is allowed never comes here.
 */
import type { Clock } from '../../base/clock.ts';
import type { DeniedRequest, Explanation } from '../../base/denial.ts';

export interface RememberedDenial extends Omit<DeniedRequest, 'denial'> {
  /** Rises with every denial: the latest has the highest. */
  readonly sequence: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
  /** Of the latest. */
  readonly message: string;
  readonly explanation: Explanation;
}

const REMEMBERED_MAX = 1000;
/** What is denied again sooner is explained as it was: in audit mode that may be every call. */
const EXPLAINED_AGAIN_MS = 1000;

export class DenialLog {
  readonly #clock: Clock;
  /** In the order of the latest; the oldest is forgotten first. */
  readonly #denials = new Map<string, RememberedDenial>();
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  record({ denial, ...circumstances }: DeniedRequest): void {
    const { account, who, action, resource, enforced } = circumstances;
    const key = JSON.stringify([account, who, action, resource, enforced]);
    const before = this.#denials.get(key);
    const lastMs = this.#clock.nowMs();
    const isRecent = before !== undefined && lastMs - before.lastMs < EXPLAINED_AGAIN_MS;
    this.#denials.delete(key);
    this.#denials.set(key, {
      ...circumstances,
      sequence: ++this.#sequence,
      firstMs: before?.firstMs ?? lastMs,
      lastMs,
      count: (before?.count ?? 0) + 1,
      message: denial.message,
      explanation: isRecent ? before.explanation : denial.explain(),
    });
    if (this.#denials.size > REMEMBERED_MAX) this.#denials.delete(this.#denials.keys().next().value as string);
  }

  /** Those of an account, the latest first. */
  list(account: string): readonly RememberedDenial[] {
    return [...this.#denials.values()].filter((denial) => denial.account === account).reverse();
  }
}
