import { expect, test } from 'vitest';
import type { State } from '../../../asl/definition.ts';
import { parseState } from '../../../asl/parse/parse-definition.ts';
import { readContext } from './context.ts';

function stateOf(resource: string): State {
  const definition = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, End: true };
  return parseState('Tried', JSON.stringify(definition)).machine?.states.get('Tried') as State;
}

function refusal(text: string, resource = 'lambda:invoke'): string | undefined {
  try {
    readContext(text, stateOf(resource));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const INVALID = 'Invalid Context object provided: ';

test.each([
  ['{"Map": {}}', "'Map' field is not supported when mocking a Context object"],
  ['{"Pokedex": {}}', "Field 'Pokedex' is not allowed"],
  ['{"Execution": {"Colour": 1}}', "Field 'Colour' is not allowed"],
  ['{"Execution": {"Id": 1}}', 'Execution.Id must be a string'],
  ['{"State": {"RetryCount": "1"}}', 'State.RetryCount must be a number'],
  ['{"StateMachine": "m"}', 'StateMachine must be an object'],
  ['[]', 'Context object must be a valid JSON object'],
  ['{', 'Context object must be a valid JSON object'],
])('%s is refused', (text, reason) => {
  expect(refusal(text)).toBe(INVALID + reason);
});

test('a context object may lack anything', () => {
  expect(refusal('{}')).toBeUndefined();
  expect(refusal('{"Execution": {"Input": [1]}, "State": {}, "StateMachine": {}}')).toBeUndefined();
});

test('only a task that is ended from outside has a token', () => {
  const text = '{"Task": {"Token": "t"}}';
  expect(refusal(text)).toBe(
    `${INVALID}Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern`,
  );
  expect(refusal(text, 'lambda:invoke.waitForTaskToken')).toBeUndefined();
  expect(refusal(text, 'states:startExecution.sync')).toBeUndefined();
});
