/** Which service speaks which protocol, and how a request names the service. */
import type { ServedName, Service } from '../base/service.ts';
import { awsJson } from '../protocols/aws-json.ts';
import { awsQuery } from '../protocols/aws-query.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { restJson } from '../protocols/rest-json.ts';

export interface Wire {
  readonly protocol: Protocol;
  /** What stands before the dot of `X-Amz-Target`. */
  readonly targetPrefix?: string;
  /** The form's `Version`. */
  readonly version?: string;
  /** How far a client's clock may be off, if not the usual five minutes (reported of AWS by users, in the messages of refused requests). */
  readonly clockSkewMinutesMax?: number;
}

export const wires: Readonly<Record<ServedName, Wire>> = {
  states: { protocol: awsJson('1.0'), targetPrefix: 'AWSStepFunctions' },
  stepwell: { protocol: awsJson('1.0'), targetPrefix: 'Stepwell' },
  logs: { protocol: awsJson('1.1'), targetPrefix: 'Logs_20140328' },
  events: { protocol: awsJson('1.1'), targetPrefix: 'AWSEvents' },
  lambda: { protocol: restJson },
  iam: {
    protocol: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/'),
    version: '2010-05-08',
    clockSkewMinutesMax: 15,
  },
  sts: {
    protocol: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/'),
    version: '2011-06-15',
    clockSkewMinutesMax: 15,
  },
};

export interface WireService extends Wire {
  readonly service: ServedService;
}

export type ServedService = Service<ServedName>;

export function isServed(service: Service): service is ServedService {
  return service.name in wires;
}

/** By target prefix, and by form version. */
export function indexWires(
  services: readonly ServedService[],
  key: 'targetPrefix' | 'version',
): Map<string, WireService> {
  const index = new Map<string, WireService>();
  for (const service of services) {
    const wire = wires[service.name];
    const value = wire[key];
    if (value !== undefined) index.set(value, { ...wire, service });
  }
  return index;
}
