/** The ways an execution went through its states, for the edges of the graph. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { transitionKey } from '../../src/graph/index.ts';

export function transitionsOf(events: readonly HistoryEvent[]): ReadonlySet<string> {
  const exited = new Map<number, string>();
  const transitions = new Set<string>();
  const wentOn = new Set<number>();
  for (const {
    id = 0,
    previousEventId = 0,
    stateEnteredEventDetails: entered,
    stateExitedEventDetails,
    type,
  } of events) {
    if (stateExitedEventDetails?.name !== undefined) exited.set(id, stateExitedEventDetails.name);
    if (entered?.name === undefined) continue;
    transitions.add(transitionKey(exited.get(previousEventId), entered.name));
    wentOn.add(previousEventId);
    if (type === 'FailStateEntered') transitions.add(transitionKey(entered.name, undefined));
  }
  for (const [id, name] of exited) if (!wentOn.has(id)) transitions.add(transitionKey(name, undefined));
  return transitions;
}
