import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import type { TaskResult } from './execution-state.ts';
import { restartHeartbeats } from './open-effects.ts';
import { definitionOf, fails, MachineRun, outputDetails, type RunOptions, succeeds } from './run-machine.testing.ts';

const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const JOB = 'arn:aws:states:::states:startExecution.sync';
const CALL = 'arn:aws:states:::lambda:invoke';
const ACTIVITY = 'arn:aws:states:eu-central-1:123456789012:activity:a';

const runOf = (Resource: string, fields: JsonObject = {}, options: RunOptions = {}) =>
  new MachineRun(definitionOf({ A: { Type: 'Task', Resource, End: true, ...fields } }), options);

const effectId = '0-0';
const answered = Payload.of({ answer: 1 });
const success: TaskResult = { type: 'succeeded', output: Payload.of('done') };
const submit = (run: MachineRun) => run.give({ type: 'submitted', effectId, output: answered });
const callBack = (run: MachineRun, result: TaskResult = success) => run.give({ ...result, effectId, byToken: true });

describe('a callback task', () => {
  test('is submitted when its call returned, and ends with what comes with its token', () => {
    const run = runOf(CALLBACK);
    run.begin('A');
    submit(run);
    callBack(run);
    const names = { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' };
    expect(run.history.slice(3, 6)).toEqual([
      ['4←3 TaskStarted', names],
      ['5←4 TaskSubmitted', { ...names, ...outputDetails({ answer: 1 }) }],
      ['6←5 TaskSucceeded', { ...names, ...outputDetails('done') }],
    ]);
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });

  test('holds a result that comes before its call returned, and takes no other', () => {
    const run = runOf(CALLBACK);
    run.begin('A');
    expect(callBack(run)).toMatchObject({ events: [], changed: [0] });
    expect(callBack(run, { type: 'failed', error: 'Late' })).toMatchObject({ events: [], changed: [] });
    submit(run);
    expect(run.lines.slice(4)).toEqual([
      '5←4 TaskSubmitted',
      '6←5 TaskSucceeded',
      '7←6 TaskStateExited',
      '8←7 ExecutionSucceeded',
    ]);
  });

  test('ends with the result it holds when its call fails after all, and does not time out any more', () => {
    const run = runOf(CALLBACK, { TimeoutSeconds: 5, HeartbeatSeconds: 2 });
    run.begin('A');
    callBack(run);
    expect(run.nextWakeMs).toBeUndefined();
    run.answer('A', fails('Lambda.SdkClientException'));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });

  test('fails with its call', () => {
    const run = runOf(CALLBACK);
    run.begin('A');
    run.answer('A', fails('Error', 'broken'));
    expect(run.lines.slice(4)).toEqual(['5←4 TaskFailed', '6←5 ExecutionFailed']);
  });

  test('fails without error and cause when none were given, and States.ALL catches nulls', () => {
    const run = runOf(CALLBACK, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }] });
    run.begin('A');
    submit(run);
    callBack(run, { type: 'failed' });
    expect(run.history[5]).toEqual(['6←5 TaskFailed', { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' }]);
    expect(run.state.frames.get(0)?.input.value).toEqual({ Error: null, Cause: null });
  });

  test('does not listen once it has timed out', () => {
    const run = runOf(CALLBACK, { TimeoutSeconds: 5 });
    run.begin('A');
    run.wake();
    expect(callBack(run)).toMatchObject({ events: [], changed: [] });
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('a task that waits for a job', () => {
  test('has the job watched when it was begun, and ends with it', () => {
    const run = runOf(JOB);
    run.begin('A');
    expect(submit(run).effects).toEqual([{ type: 'watch', id: effectId }]);
    run.answer('A', succeeds({ Status: 'SUCCEEDED' }));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { Status: 'SUCCEEDED' } });
    expect(run.state.abandoned).toEqual([]);
  });

  test.each<[string, (run: MachineRun) => unknown]>([
    ['is stopped', (run) => run.give({ type: 'stop' })],
    ['times out', (run) => run.wake()],
  ])('gives the job up when it %s', (_, interrupt) => {
    const run = runOf(JOB, { TimeoutSeconds: 5 });
    run.begin('A');
    submit(run);
    interrupt(run);
    expect(run.effects.at(-1)).toEqual({ type: 'withdraw', id: effectId });
    expect(run.state.abandoned).toEqual([effectId]);
  });

  test('may be ended with its token as well, and then the job goes on', () => {
    const run = runOf(JOB);
    run.begin('A');
    submit(run);
    callBack(run);
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 'done' });
    expect(run.state.abandoned).toEqual([]);
  });
});

describe('an activity task', () => {
  test.each([
    ['with the name of its worker', { workerName: 'w' }, { workerName: 'w' }],
    ['without a name', {}, {}],
  ])('is started by a worker %s, and ends with what that says', (_, worker, details) => {
    const run = runOf(ACTIVITY);
    run.give({ type: 'started', effectId, ...worker });
    callBack(run);
    expect(run.history[3]).toEqual(['4←3 ActivityStarted', details]);
    expect(run.lines.slice(4)).toEqual(['5←4 ActivitySucceeded', '6←5 TaskStateExited', '7←6 ExecutionSucceeded']);
  });

  test('fails the execution before it is scheduled when there is no such activity', () => {
    const run = runOf(ACTIVITY, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }] }, { deadActivities: true });
    expect(run.lines.slice(2)).toEqual(['3←2 ExecutionFailed']);
    expect(run.ending).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'A' (entered at the event id #2). The activity ${ACTIVITY} does not exist.`,
    });
  });
});

describe('the task token in the context object', () => {
  const asInput = { Parameters: { 'token.$': '$$.Task.Token' } };

  test.each([CALLBACK, JOB])('is there for %s', (resource) => {
    const run = runOf(resource, asInput);
    expect(run.state.frames.get(0)?.effect?.parameters.value).toEqual({ token: effectId });
  });

  test('is another for each attempt, and the same when the result is looked at', () => {
    const run = runOf(CALLBACK, {
      ...asInput,
      ResultSelector: { 'of.$': '$$.Task.Token' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    });
    run.begin('A');
    run.answer('A', fails('Error'));
    run.wake();
    expect(run.state.frames.get(0)?.effect?.parameters.value).toEqual({ token: '0-1' });
    run.begin('A');
    run.give({ type: 'submitted', effectId: '0-1', output: answered });
    run.give({ ...success, effectId: '0-1', byToken: true });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { of: '0-1' } });
  });

  test('is not there for a task that ends with its call', () => {
    expect(runOf(CALL, asInput).ending).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('Credentials', () => {
  const credentials = (value: JsonObject) => ({ Credentials: value });
  const role = 'arn:aws:iam::210987654321:role/other';

  test.each<[string, JsonObject, JsonObject]>([
    ['a constant', credentials({ RoleArn: role }), {}],
    ['a path', credentials({ 'RoleArn.$': '$.role' }), { role }],
    ['an intrinsic', credentials({ 'RoleArn.$': "States.Format('{}', $.role)" }), { role }],
    ['a path in the context', credentials({ 'RoleArn.$': '$$.Execution.Input.role' }), { role }],
  ])('as %s are shown when the task is scheduled', (_, fields, input) => {
    const run = runOf(CALL, fields, { input });
    expect(run.history[2]?.[1]).toMatchObject({ taskCredentials: { roleArn: role } });
    expect(run.state.frames.get(0)?.effect?.credentialsRoleArn).toBe(role);
  });

  test('that are no text fail the state', () => {
    const run = runOf(CALL, credentials({ 'RoleArn.$': '$.role' }), { input: { role: 1 } });
    expect(run.ending).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('heartbeats', () => {
  const task = { TimeoutSeconds: 60, HeartbeatSeconds: 5 };

  test('that are missed look like a timeout, and are caught by their own name too', () => {
    const run = runOf(CALLBACK, { ...task, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'A' }] });
    run.begin('A');
    submit(run);
    run.wake();
    expect(run.history[5]?.[1]).toMatchObject({ error: 'States.Timeout' });
    expect(run.state.frames.get(0)?.input.value).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  test('have nothing to do with TimeoutSeconds', () => {
    const run = runOf(CALLBACK, {
      TimeoutSeconds: 3,
      HeartbeatSeconds: 2,
      Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'] }],
    });
    run.passSeconds(1.5);
    run.give({ type: 'heartbeat', effectId });
    run.wake();
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('start anew when an execution is taken up again', () => {
    const run = runOf(CALLBACK, task);
    const restarted = restartHeartbeats(run.state, run.nowMs + 4000);
    expect(restarted.frames.get(0)?.heartbeatAtMs).toBe(run.nowMs + 9000);
    expect(restartHeartbeats(restarted, run.nowMs + 4000)).toBe(restarted);
  });
});

test('a task is not scheduled with parameters over 256 KiB, which its Catcher sees', () => {
  const big = { Parameters: { 'a.$': '$.big', 'b.$': '$.big' } };
  const input = { big: 'x'.repeat(140_000) };
  const run = runOf(CALL, { ...big, Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'A' }] }, { input });
  expect(run.lines.slice(0, 3)).toEqual(['1←0 ExecutionStarted', '2←0 TaskStateEntered', '3←2 TaskStateExited']);
});

test.each(['TimeoutSecondsPath', 'HeartbeatSecondsPath'])('%s takes numbers only', (field) => {
  for (const value of [true, [5], '5', null, {}, 1.5, 0]) {
    expect(runOf(CALL, { [field]: '$.s' }, { input: { s: value } }).ending).toMatchObject({ error: 'States.Runtime' });
  }
  expect(runOf(CALL, { [field]: '$.s' }, { input: { s: 5 } }).state.status).toBe('RUNNING');
});
