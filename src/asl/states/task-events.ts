/** The events a task writes, by kind of resource (history-events.md sections 2 and 3). */
import { parseArn } from '../../base/arn.ts';
import type { Payload } from '../../base/payload.ts';
import type { ExecutionIdentity, StatesError } from '../execution-state.ts';
import type { EventDetails } from '../history-event.ts';
import type { Resource } from '../resource.ts';
import type { Attempt } from './task.ts';

interface Event {
  readonly type: string;
  readonly details?: EventDetails;
}

export interface TaskEvents {
  scheduled(attempt: Attempt, identity: ExecutionIdentity): Event;
  /** Activities have a worker, which may have said its name. */
  started(workerName: string | undefined): Event;
  submitted(output: Payload): Event;
  succeeded(output: Payload): Event;
  failed(failure: StatesError): Event;
  timedOut(): Event;
}

const TIMEOUT = { error: 'States.Timeout' };
const withOutput = (output: Payload) => ({ output, outputDetails: { truncated: false } });
const withInput = (input: Payload) => ({ input, inputDetails: { truncated: false } });
const limits = ({ timeoutSeconds, heartbeatSeconds, credentialsRoleArn }: Attempt) => ({
  timeoutInSeconds: timeoutSeconds,
  heartbeatInSeconds: heartbeatSeconds,
  ...(credentialsRoleArn === undefined ? {} : { taskCredentials: { roleArn: credentialsRoleArn } }),
});

export function taskEvents(resource: Resource): TaskEvents {
  switch (resource.type) {
    case 'lambda-function':
      return { ...namedEvents('LambdaFunction', resource.arn), started: () => ({ type: 'LambdaFunctionStarted' }) };
    case 'activity':
      return {
        ...namedEvents('Activity', resource.arn),
        started: (workerName) => ({ type: 'ActivityStarted', details: workerName === undefined ? {} : { workerName } }),
      };
    case 'service':
      return serviceEvents({ resourceType: resource.resourceType, resource: resource.resource });
  }
}

/** Functions and activities have event types of their own. */
function namedEvents(prefix: string, arn: string): Omit<TaskEvents, 'started'> {
  return {
    scheduled: (attempt) => ({
      type: `${prefix}Scheduled`,
      details: { resource: arn, ...withInput(attempt.parameters), ...limits(attempt) },
    }),
    submitted: (output) => ({ type: `${prefix}Submitted`, details: withOutput(output) }),
    succeeded: (output) => ({ type: `${prefix}Succeeded`, details: withOutput(output) }),
    failed: (failure) => ({ type: `${prefix}Failed`, details: { ...failure } }),
    timedOut: () => ({ type: `${prefix}TimedOut`, details: TIMEOUT }),
  };
}

function serviceEvents(names: { readonly resourceType: string; readonly resource: string }): TaskEvents {
  return {
    scheduled: (attempt, identity) => ({
      type: 'TaskScheduled',
      details: {
        ...names,
        region: parseArn(identity.machineArn)?.region,
        parameters: attempt.parameters,
        ...limits(attempt),
      },
    }),
    started: () => ({ type: 'TaskStarted', details: names }),
    submitted: (output) => ({ type: 'TaskSubmitted', details: { ...names, ...withOutput(output) } }),
    succeeded: (output) => ({ type: 'TaskSucceeded', details: { ...names, ...withOutput(output) } }),
    failed: (failure) => ({ type: 'TaskFailed', details: { ...names, ...failure } }),
    timedOut: () => ({ type: 'TaskTimedOut', details: { ...names, ...TIMEOUT } }),
  };
}
