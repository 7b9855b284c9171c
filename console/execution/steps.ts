/** From the history to what became of each state: the colours of the graph and the step details. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateStatus } from '../../src/graph/index.ts';
import { eventContexts } from './event-rows.ts';

/** The latest visit to a state. */
export interface Step {
  readonly name: string;
  readonly status: StateStatus;
  /** How often it was entered, by iterations of a Map or by loops. */
  readonly visits: number;
  readonly attempts: number;
  readonly enteredMs: number;
  readonly exitedMs: number | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly resource: string | undefined;
  readonly functionName: string | undefined;
}

const FAILURE = /^(?!Execution|MapIteration).*(Failed|TimedOut)$/;
const ABORTED = /StateAborted$/;
const CANCELLED_BY = new Set(['ExecutionAborted', 'ExecutionTimedOut']);

/** By name of the state, in the order they were first entered. */
export function foldSteps(events: readonly HistoryEvent[]): ReadonlyMap<string, Step> {
  const contexts = eventContexts(events);
  const steps = new Map<string, Step>();
  for (const event of events) {
    const { step: name, functionName } = contexts.get(event.id ?? 0) ?? {};
    const atMs = event.timestamp?.getTime() ?? 0;
    if (name === undefined) {
      endOfExecution(steps, event, atMs);
      continue;
    }
    const before = steps.get(name);
    const after = event.stateEnteredEventDetails ? enter(before, event, atMs) : before && change(before, event, atMs);
    if (after !== undefined) steps.set(name, functionName === undefined ? after : { ...after, functionName });
  }
  return steps;
}

function enter(before: Step | undefined, event: HistoryEvent, atMs: number): Step {
  const { name = '', input } = event.stateEnteredEventDetails ?? {};
  const isFinal = event.type === 'FailStateEntered';
  return {
    name,
    status: isFinal ? 'failed' : 'running',
    visits: (before?.visits ?? 0) + 1,
    attempts: 0,
    enteredMs: atMs,
    exitedMs: isFinal ? atMs : undefined,
    input,
    output: undefined,
    error: undefined,
    cause: undefined,
    resource: undefined,
    functionName: undefined,
  };
}

function change(step: Step, event: HistoryEvent, atMs: number): Step {
  const type = event.type ?? '';
  if (event.stateExitedEventDetails) {
    const status = step.status === 'failed' ? 'caught' : 'succeeded';
    return { ...step, status, exitedMs: atMs, output: event.stateExitedEventDetails.output };
  }
  if (FAILURE.test(type)) return { ...step, ...failureOf(event), status: 'failed' };
  if (ABORTED.test(type)) return { ...step, status: 'cancelled', exitedMs: atMs };
  if (!type.endsWith('Scheduled')) return step;
  const { resource } = event.lambdaFunctionScheduledEventDetails ?? event.activityScheduledEventDetails ?? {};
  // A retry: what the attempt before ended with is no longer how the state ended.
  const retried = { status: 'running', error: undefined, cause: undefined } as const;
  return { ...step, ...retried, attempts: step.attempts + 1, resource: resource ?? step.resource };
}

function failureOf(event: HistoryEvent): Pick<Step, 'error' | 'cause'> {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] as
    | { readonly error?: string; readonly cause?: string }
    | undefined;
  return { error: details?.error, cause: details?.cause };
}

/** What still ran when the execution ended ended with it. */
function endOfExecution(steps: Map<string, Step>, event: HistoryEvent, atMs: number): void {
  const isFailure = event.type === 'ExecutionFailed';
  if (!isFailure && !CANCELLED_BY.has(event.type ?? '')) return;
  for (const [name, step] of steps) {
    if (step.status === 'running')
      steps.set(name, { ...step, status: isFailure ? 'failed' : 'cancelled', exitedMs: atMs });
    else if (step.status === 'failed')
      steps.set(name, { ...withFailure(step, event), exitedMs: step.exitedMs ?? atMs });
  }
}

/** A Fail state's own events hold no error: it stands in the execution's. */
function withFailure(step: Step, event: HistoryEvent): Step {
  if (step.error !== undefined || step.cause !== undefined) return step;
  return { ...step, ...failureOf(event) };
}
