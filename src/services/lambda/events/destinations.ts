/**
 * Where the outcome of an asynchronous invocation goes. The port is implemented outside of the service, which knows no queues
 * and no topics and reaches other functions as everybody does.
 */
import { type Clock, elapsed } from '../../../base/clock.ts';
import { type FunctionSnapshot, LATEST } from '../function-data.ts';
import type { EventInvokeConfigData } from '../qualified-settings.ts';
import {
  type DeadLetterAttributes,
  deadLetterAttributes,
  type EndedEvent,
  invocationRecord,
} from './invocation-record.ts';

export interface Delivery {
  readonly targetArn: string;
  /** On whose behalf, and as which role. */
  readonly source: {
    /** With the qualifier, as in the record. */
    readonly functionArn: string;
    readonly functionName: string;
    readonly roleArn: string;
    readonly account: string;
    readonly region: string;
    /** Of X-Ray, for who is invoked next. */
    readonly traceHeader?: string;
  };
  readonly outcome: 'Success' | 'Failure';
  /** JSON text: an invocation record, or the event itself for a dead-letter queue. */
  readonly body: string;
  /** Of dead letters. */
  readonly attributes?: DeadLetterAttributes;
}

export interface DestinationPort {
  /** Undefined when there is a way to the target, else why not. Does not say whether the target is there. */
  obstacle(targetArn: string): string | undefined;
  /** @throws when the target did not take it */
  send(delivery: Delivery): Promise<void>;
}

export interface DeliveryPlan {
  readonly ended: EndedEvent;
  readonly config: EventInvokeConfigData | undefined;
  readonly snapshot: FunctionSnapshot;
  readonly source: Omit<Delivery['source'], 'roleArn' | 'functionArn'>;
  readonly nowMs: number;
}

/** An event that failed for good goes to the destination and to the dead-letter queue, if there are both. */
export function deliveriesOf({ ended, config, snapshot, nowMs, ...plan }: DeliveryPlan): readonly Delivery[] {
  const { DeadLetterConfig, Role: roleArn } = snapshot.settings;
  const outcome = ended.condition === 'Success' ? 'Success' : 'Failure';
  const source = { ...plan.source, functionArn: ended.functionArn, roleArn };
  const deliveries: Delivery[] = [];
  const destination = outcome === 'Success' ? config?.onSuccess : config?.onFailure;
  if (destination) deliveries.push({ targetArn: destination, source, outcome, body: invocationRecord(ended, nowMs) });
  const deadLetters = outcome === 'Failure' ? DeadLetterConfig?.TargetArn : undefined;
  if (deadLetters) {
    const attributes = deadLetterAttributes(ended);
    deliveries.push({ targetArn: deadLetters, source, outcome, body: ended.event, attributes });
  }
  return deliveries;
}

/** The setting that an invocation goes by: that of the qualifier it named. */
export function eventInvokeConfigOf(
  configs: Readonly<Record<string, EventInvokeConfigData>> | undefined,
  qualifier: string | undefined,
): EventInvokeConfigData | undefined {
  return configs?.[qualifier ?? LATEST];
}

/** GUESS: AWS does not say how often it tries. */
const RETRY_DELAYS_MS = [1000, 5000];

/** Tries a few times. @throws what the last try failed with */
export async function deliver(port: DestinationPort, delivery: Delivery, clock: Clock): Promise<void> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      return await port.send(delivery);
    } catch {
      await elapsed(clock, delayMs);
    }
  }
  await port.send(delivery);
}
