/** The histories of the call center's two outcomes, as AWS records them: ids, predecessors and details of every event. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';

export const INPUT = '{"inputCaseID":"001"}';
const OPENED = '{"Case":"001","Message":"Case 001: opened..."}';
const ASSIGNED = '{"Case":"001","Message":"Case 001: opened...assigned..."}';
const RESOLVED = '{"Case":"001","Status":1,"Message":"Case 001: opened...assigned...resolved..."}';
const UNRESOLVED = '{"Case":"001","Status":0,"Message":"Case 001: opened...assigned...unresolved..."}';
export const CLOSED = '{"Case":"001","Status":1,"Message":"Case 001: opened...assigned...resolved...closed."}';
const ESCALATED = '{"Case":"001","Status":0,"Message":"Case 001: opened...assigned...unresolved...escalating."}';

type Event = Omit<HistoryEvent, 'timestamp'>;
/** An event without its place: a straight line of states gives each the next id, and the one before as predecessor. */
type Unplaced = Omit<Event, 'id' | 'previousEventId'>;

export interface Deployed {
  readonly roleArn: string;
  readonly functionArn: (name: string) => string;
}

export function resolvedHistory(deployed: Deployed): readonly Event[] {
  return placed([
    ...beginning(deployed),
    ...task({ state: 'Work on Case', function: deployed.functionArn('WorkOnCaseFunction') }, ASSIGNED, RESOLVED),
    ...choice('Is Case Resolved', RESOLVED),
    ...task({ state: 'Close Case', function: deployed.functionArn('CloseCaseFunction') }, RESOLVED, CLOSED),
    {
      type: 'ExecutionSucceeded',
      executionSucceededEventDetails: { output: CLOSED, outputDetails: { truncated: false } },
    },
  ]);
}

export function unresolvedHistory(deployed: Deployed): readonly Event[] {
  return placed([
    ...beginning(deployed),
    ...task({ state: 'Work on Case', function: deployed.functionArn('WorkOnCaseFunction') }, ASSIGNED, UNRESOLVED),
    ...choice('Is Case Resolved', UNRESOLVED),
    ...task({ state: 'Escalate Case', function: deployed.functionArn('EscalateCaseFunction') }, UNRESOLVED, ESCALATED),
    entered('FailStateEntered', 'Fail', ESCALATED),
    { type: 'ExecutionFailed', executionFailedEventDetails: { cause: 'Engage Tier 2 Support.' } },
  ]);
}

function beginning({ roleArn, functionArn }: Deployed): readonly Unplaced[] {
  return [
    {
      type: 'ExecutionStarted',
      executionStartedEventDetails: { input: INPUT, inputDetails: { truncated: false }, roleArn },
    },
    ...task({ state: 'Open Case', function: functionArn('OpenCaseFunction') }, INPUT, OPENED),
    ...task({ state: 'Assign Case', function: functionArn('AssignCaseFunction') }, OPENED, ASSIGNED),
  ];
}

function task(step: { state: string; function: string }, input: string, output: string): readonly Unplaced[] {
  return [
    entered('TaskStateEntered', step.state, input),
    {
      type: 'LambdaFunctionScheduled',
      lambdaFunctionScheduledEventDetails: { resource: step.function, input, inputDetails: { truncated: false } },
    },
    { type: 'LambdaFunctionStarted' },
    {
      type: 'LambdaFunctionSucceeded',
      lambdaFunctionSucceededEventDetails: { output, outputDetails: { truncated: false } },
    },
    exited('TaskStateExited', step.state, output),
  ];
}

function choice(state: string, data: string): readonly Unplaced[] {
  return [entered('ChoiceStateEntered', state, data), exited('ChoiceStateExited', state, data)];
}

function entered(type: 'TaskStateEntered' | 'ChoiceStateEntered' | 'FailStateEntered', name: string, input: string) {
  return { type, stateEnteredEventDetails: { name, input, inputDetails: { truncated: false } } } satisfies Unplaced;
}

function exited(type: 'TaskStateExited' | 'ChoiceStateExited', name: string, output: string) {
  return { type, stateExitedEventDetails: { name, output, outputDetails: { truncated: false } } } satisfies Unplaced;
}

/** The first state's entry hangs on nothing, as ExecutionStarted does. */
function placed(events: readonly Unplaced[]): readonly Event[] {
  return events.map((event, i) => ({ ...event, id: i + 1, previousEventId: i <= 1 ? 0 : i }));
}
