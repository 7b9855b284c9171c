/** Which API a Task's Resource calls, and so what its mocked result has to look like. */
import { completionOf, type Resource } from '../../../asl/resource.ts';
import type { Members } from './result-shape.ts';
import { ANSWERS, STRUCTURES } from './result-shapes.gen.ts';

/** Names of services in optimised integrations where the SDK has another one. */
const SDK_NAMES: ReadonlyMap<string, string> = new Map([['states', 'sfn']]);

/** A job's result is what the call answers by which it is waited for (recorded). */
const POLLED_BY: ReadonlyMap<string, string> = new Map([['sfn:startExecution', 'sfn:describeExecution']]);

/** With `.sync:2` these texts are read as JSON. */
const READ_BY_SYNC_2: Members = { Input: { type: 'any' }, Output: { type: 'any' } };

/** Undefined when any result will do: a function's, a worker's, that of an API whose model we do not carry. */
export function answerOf(resource: Resource): Members | undefined {
  const completion = completionOf(resource);
  if (resource.type !== 'service' || completion === 'callback') return undefined;
  const named = resource.resourceType.replace(/^aws-sdk:/, '');
  const called = `${SDK_NAMES.get(named) ?? named}:${resource.action}`;
  const members = STRUCTURES[ANSWERS[(completion === 'job' && POLLED_BY.get(called)) || called] ?? ''];
  return members && resource.pattern === 'sync:2' ? { ...members, ...READ_BY_SYNC_2 } : members;
}
