/** Refuses calls that come faster than their token bucket fills. A server without quotas has no such thing around its dispatch. */
import type { Clock } from '../base/clock.ts';
import type { Call, Dispatch, ServiceName } from '../base/service.ts';
import { rateExceeded } from './framework-errors.ts';
import type { Bucket } from './quotas.ts';

interface Level {
  readonly tokens: number;
  readonly atMs: number;
}

/** By operation; what is not named is not limited. */
export type Quotas = Readonly<Partial<Record<ServiceName, Readonly<Record<string, Bucket>>>>>;

/** Counts before a call is looked at any further, as AWS does. Calls from inside count, too: they are calls of AWS's APIs there. */
export function throttled(dispatch: Dispatch, quotas: Quotas, clock: Clock): Dispatch {
  const levels = new Map<string, Level>();

  /** @throws ServiceError when there is no token left */
  function take(service: ServiceName, operation: string, { account, region }: Call): void {
    const bucket = quotas[service]?.[operation];
    if (bucket === undefined) return;
    const key = `${account}/${region}/${service}/${operation}`;
    const nowMs = clock.nowMs();
    const before = levels.get(key) ?? { tokens: bucket.size, atMs: nowMs };
    const refilled = before.tokens + ((nowMs - before.atMs) / 1000) * bucket.refillPerSecond;
    const tokens = Math.min(refilled, bucket.size);
    if (tokens < 1) throw rateExceeded();
    levels.set(key, { tokens: tokens - 1, atMs: nowMs });
  }

  return {
    async run(service, operation, input, call) {
      take(service, operation, call);
      return dispatch.run(service, operation, input, call);
    },
    tryReserve(service, operation, input, call) {
      take(service, operation, call);
      return dispatch.tryReserve(service, operation, input, call);
    },
    reserve: (service, operation, input, call, signal) => dispatch.reserve(service, operation, input, call, signal),
  };
}
