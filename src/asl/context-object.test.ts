import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import type { Payload } from '../base/payload.ts';
import { definitionOf, FUNCTION_ARN, fails, IDENTITY, MachineRun, succeeds } from './run-machine.testing.ts';

const INPUT = { in: [1] };
const Execution = {
  Id: IDENTITY.arn,
  Input: INPUT,
  StartTime: '2026-01-01T00:00:00.000Z',
  Name: IDENTITY.name,
  RoleArn: IDENTITY.roleArn,
  RedriveCount: 0,
};
const StateMachine = { Id: IDENTITY.machineArn, Name: IDENTITY.machineName };
const whole = { 'context.$': '$$' };

describe('the context object', () => {
  test('in a Pass names the execution, the machine and the state', () => {
    const states = { W: { Type: 'Wait', Seconds: 61, Next: 'P' }, P: { Type: 'Pass', Parameters: whole, End: true } };
    const run = new MachineRun(definitionOf(states), { input: INPUT }).toEnd();
    expect(run.state.output?.value).toEqual({
      context: { Execution, StateMachine, State: { Name: 'P', EnteredTime: '2026-01-01T00:01:01.000Z' } },
    });
  });

  test.each<[string, JsonObject]>([
    ['Task', { Type: 'Task', Resource: FUNCTION_ARN }],
    [
      'Parallel',
      { Type: 'Parallel', Branches: [definitionOf({ T: { Type: 'Task', Resource: FUNCTION_ARN, End: true } })] },
    ],
  ])('in a %s counts its retries, and keeps the time at which it was entered', (_, fields) => {
    const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 5 }];
    const A = { ...fields, Parameters: { 'state.$': '$$.State' }, Retry, End: true };
    const run = new MachineRun(definitionOf({ A })).toEnd({
      A: [fails('E'), succeeds(1)],
      T: [fails('E'), succeeds(1)],
    });
    const inputs = run.events.flatMap(({ type, details }) => (type.endsWith('Scheduled') ? [details?.['input']] : []));
    const EnteredTime = '2026-01-01T00:00:00.000Z';
    expect(inputs.map((input) => (input as Payload).value)).toEqual([
      { state: { Name: 'A', EnteredTime, RetryCount: 0 } },
      { state: { Name: 'A', EnteredTime, RetryCount: 1 } },
    ]);
  });

  test('can be looked into by every path that may start with $$', () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Variable: '$$.Execution.Input.in[0]', NumericEquals: 1, Next: 'P' }] },
      P: { Type: 'Pass', InputPath: '$$.StateMachine', OutputPath: '$$.State.Name', End: true },
    };
    expect(new MachineRun(definitionOf(states), { input: INPUT }).ending).toEqual({ status: 'SUCCEEDED', output: 'P' });
  });
});
