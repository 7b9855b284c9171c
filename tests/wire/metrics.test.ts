/** What `/metrics` says after executions of both kinds, as Prometheus would read it. */
import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import { createMachineRole } from '../support/machine-role.ts';

const ROLE_ARN = 'arn:aws:iam::000000000000:role/machine';
const MACHINES = 'arn:aws:states:us-east-1:000000000000:stateMachine';

describe('metrics', () => {
  let server: RunningStepwell;
  let sfn: SFNClient;

  beforeAll(async () => {
    server = await startStepwell({ port: 0 });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: server.url, region: 'us-east-1', credentials, disableHostPrefix: true };
    sfn = new SFNClient(config);
    await createMachineRole(new IAMClient(config), 'machine');
  });
  afterAll(async () => {
    sfn.destroy();
    await server.close();
  });

  async function createMachine(name: string, states: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') {
    const definition = JSON.stringify({ StartAt: 'A', States: states });
    await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE_ARN, type }));
    return `${MACHINES}:${name}`;
  }

  /** The value of a series, named as it stands in the text. */
  async function readSeries(series: string): Promise<number | undefined> {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  }
  const untilValue = (series: string, value: number) =>
    vi.waitFor(async () => expect(await readSeries(series), series).toBe(value), { timeout: 20_000 });

  test('executions are counted by machine and status, and their transitions and commits with them', async () => {
    const good = await createMachine('good', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } });
    const bad = await createMachine('bad', { A: { Type: 'Fail' } });
    for (const stateMachineArn of [good, good, bad]) await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await untilValue(`stepwell_executions_ended_total{machine="${good}",status="SUCCEEDED"}`, 2);
    await untilValue(`stepwell_executions_ended_total{machine="${bad}",status="FAILED"}`, 1);
    expect(await readSeries(`stepwell_executions_started_total{machine="${good}"}`)).toBe(2);
    expect(await readSeries(`stepwell_state_transitions_total{machine="${good}"}`)).toBe(4);
    expect(await readSeries('stepwell_commit_writes_sum')).toBeGreaterThanOrEqual(3);
    expect(await readSeries('stepwell_commit_duration_seconds_count')).toBeGreaterThanOrEqual(1);
  });

  test('Express executions are counted as well', async () => {
    const stateMachineArn = await createMachine('express', { A: { Type: 'Pass', End: true } }, 'EXPRESS');
    await sfn.send(new StartSyncExecutionCommand({ stateMachineArn }));
    await untilValue(`stepwell_executions_ended_total{machine="${stateMachineArn}",status="SUCCEEDED"}`, 1);
  });

  test('the calls of tasks are measured by Resource and end', async () => {
    const Resource = 'arn:aws:states:::aws-sdk:sfn:listActivities';
    const stateMachineArn = await createMachine('task', { A: { Type: 'Task', Resource, End: true } });
    await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await untilValue(`stepwell_task_duration_seconds_count{resource="${Resource}",end="succeeded"}`, 1);
  });

  test('what waits and what runs is read when somebody looks', async () => {
    const { activityArn } = await sfn.send(new CreateActivityCommand({ name: 'work' }));
    const stateMachineArn = await createMachine('waiting', { A: { Type: 'Task', Resource: activityArn, End: true } });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await untilValue('stepwell_activity_tasks_waiting', 1);
    expect(await readSeries('stepwell_standard_executions_in_memory')).toBe(1);
    expect(await readSeries('stepwell_environments')).toBe(0);
    expect(await readSeries('stepwell_invocations_waiting')).toBe(0);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    await untilValue(`stepwell_executions_ended_total{machine="${stateMachineArn}",status="ABORTED"}`, 1);
    await untilValue('stepwell_activity_tasks_waiting', 0);
  });

  test('the process speaks of itself, and every series says what it is', async () => {
    const answer = await fetch(`${server.url}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    expect(text).toContain('stepwell_event_loop_delay_seconds{quantile="0.99"}');
    expect(text).toContain('process_resident_memory_bytes');
    for (const name of new Set(text.match(/^stepwell_\w+?(?=_bucket|_sum|_count|[ {])/gm))) {
      expect(text).toContain(`# HELP ${name} `);
      expect(text).toContain(`# TYPE ${name} `);
    }
  });

  test('a page of another site reads no metrics', async () => {
    const foreign = { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' };
    expect((await fetch(`${server.url}/metrics`, { headers: foreign })).status).toBe(403);
  });
});
