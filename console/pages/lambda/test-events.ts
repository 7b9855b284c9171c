/** The test events of a function, kept in this browser. */

export interface TestEvent {
  readonly name: string;
  readonly text: string;
}

const keyOf = (functionName: string) => `stepwell-test-events ${functionName}`;

export function readTestEvents(functionName: string): readonly TestEvent[] {
  return JSON.parse(localStorage.getItem(keyOf(functionName)) ?? '[]') as readonly TestEvent[];
}

/** Replaces one of the same name; the events there are then. */
export function saveTestEvent(functionName: string, event: TestEvent): readonly TestEvent[] {
  const events = [event, ...readTestEvents(functionName).filter(({ name }) => name !== event.name)];
  localStorage.setItem(keyOf(functionName), JSON.stringify(events));
  return events;
}
