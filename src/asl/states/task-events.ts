/** The events a task writes, by kind of resource (history-events.md sections 2 and 3). */
import { parseArn } from '../../base/arn.ts';
import type { Payload } from '../../base/payload.ts';
import type { ExecutionIdentity } from '../execution-state.ts';
import type { EventDetails } from '../history-event.ts';
import type { Resource } from '../resource.ts';
import type { Attempt } from './task.ts';

interface Event {
  readonly type: string;
  readonly details?: EventDetails;
}

export interface TaskEvents {
  scheduled(attempt: Attempt, identity: ExecutionIdentity): Event;
  started(): Event;
  succeeded(output: Payload): Event;
  failed(error: string, cause: string): Event;
  timedOut(): Event;
}

const TIMEOUT = { error: 'States.Timeout' };
const withOutput = (output: Payload) => ({ output, outputDetails: { truncated: false } });
const withInput = (input: Payload) => ({ input, inputDetails: { truncated: false } });

export function taskEvents(resource: Resource): TaskEvents {
  switch (resource.type) {
    case 'lambda-function':
      return namedEvents('LambdaFunction', resource.arn);
    case 'activity':
      return namedEvents('Activity', resource.arn);
    case 'service':
      return serviceEvents({ resourceType: resource.resourceType, resource: resource.resource });
  }
}

/** Functions and activities have event types of their own. */
function namedEvents(prefix: string, arn: string): TaskEvents {
  return {
    scheduled: ({ parameters, timeoutSeconds, heartbeatSeconds }) => ({
      type: `${prefix}Scheduled`,
      details: {
        resource: arn,
        ...withInput(parameters),
        timeoutInSeconds: timeoutSeconds,
        heartbeatInSeconds: heartbeatSeconds,
      },
    }),
    started: () => ({ type: `${prefix}Started` }),
    succeeded: (output) => ({ type: `${prefix}Succeeded`, details: withOutput(output) }),
    failed: (error, cause) => ({ type: `${prefix}Failed`, details: { error, cause } }),
    timedOut: () => ({ type: `${prefix}TimedOut`, details: TIMEOUT }),
  };
}

function serviceEvents(names: { readonly resourceType: string; readonly resource: string }): TaskEvents {
  return {
    scheduled: ({ parameters, timeoutSeconds, heartbeatSeconds }, identity) => ({
      type: 'TaskScheduled',
      details: {
        ...names,
        region: parseArn(identity.machineArn)?.region,
        parameters,
        timeoutInSeconds: timeoutSeconds,
        heartbeatInSeconds: heartbeatSeconds,
      },
    }),
    started: () => ({ type: 'TaskStarted', details: names }),
    succeeded: (output) => ({ type: 'TaskSucceeded', details: { ...names, ...withOutput(output) } }),
    failed: (error, cause) => ({ type: 'TaskFailed', details: { ...names, error, cause } }),
    timedOut: () => ({ type: 'TaskTimedOut', details: { ...names, ...TIMEOUT } }),
  };
}
