/** Executions as an OpenTelemetry receiver gets to see them. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import { createMachineRole } from '../support/machine-role.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver, valuesOf } from '../support/otlp-receiver.ts';

const ROLE_ARN = 'arn:aws:iam::000000000000:role/machine';
const ERROR = 2;

describe('traces', () => {
  let receiver: OtlpReceiver;
  let server: RunningStepwell;
  let sfn: SFNClient;

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    server = await startStepwell({ port: 0, tracesUrl: `${receiver.url}/v1/traces` });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: server.url, region: 'us-east-1', credentials, disableHostPrefix: true };
    sfn = new SFNClient(config);
    await createMachineRole(new IAMClient(config), 'machine');
  });
  afterAll(async () => {
    sfn.destroy();
    await server.close();
    await receiver.close();
  });

  async function createMachine(name: string, states: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') {
    const definition = JSON.stringify({ StartAt: 'A', States: states });
    const created = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE_ARN, type }));
    return created.stateMachineArn;
  }

  /** The spans of the machine's only execution, once they are there: its own first. */
  function traceOf(machine: string): Promise<readonly ReceivedSpan[]> {
    const look = () => {
      const root = receiver.spans.find(({ name, parentSpanId }) => name === machine && !parentSpanId);
      expect(root, machine).toBeDefined();
      const others = receiver.spans.filter((span) => span.traceId === root?.traceId && span !== root);
      return [root as ReceivedSpan, ...others];
    };
    return vi.waitFor(look, { timeout: 20_000 });
  }

  test('an execution is a span, and its states are spans below it', async () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };
    const stateMachineArn = await createMachine('nested-states', {
      A: { Type: 'Parallel', Branches: [branch], Next: 'C' },
      C: { Type: 'Succeed' },
    });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"secret":1}' }));
    const [root, ...states] = await traceOf('nested-states');
    expect(valuesOf(root!.attributes)).toEqual({
      'aws.step_functions.state_machine.arn': stateMachineArn,
      'stepwell.execution.arn': executionArn,
      'stepwell.execution.status': 'SUCCEEDED',
    });
    const named = new Map(states.map((span) => [span.name, span]));
    expect([...named.keys()].sort()).toEqual(['A', 'B', 'C']);
    expect(named.get('A')?.parentSpanId).toBe(root?.spanId);
    expect(named.get('B')?.parentSpanId).toBe(named.get('A')?.spanId);
    expect(named.get('C')?.parentSpanId).toBe(root?.spanId);
    for (const { startTimeUnixNano, endTimeUnixNano } of states) {
      expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root!.startTimeUnixNano));
      expect(BigInt(endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root!.endTimeUnixNano));
    }
    expect(JSON.stringify(receiver.spans)).not.toContain('secret');
    expect(receiver.resource).toMatchObject({ 'service.name': 'stepwell' });
  });

  test('what failed says with which error', async () => {
    const stateMachineArn = await createMachine('failing', {
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'none' }, End: true },
    });
    await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    const [root, task] = await traceOf('failing');
    expect(root?.status).toMatchObject({ code: ERROR, message: 'FAILED' });
    expect(task?.status).toMatchObject({ code: ERROR, message: 'Lambda.ResourceNotFoundException' });
    expect(valuesOf(task!.events[0]!.attributes)).toMatchObject({
      'exception.type': 'Lambda.ResourceNotFoundException',
      'exception.message': expect.stringContaining('Function not found'),
    });
  });

  test('executions that start others, and those they start, point at each other', async () => {
    const child = await createMachine('child', { A: { Type: 'Pass', End: true } });
    const stateMachineArn = await createMachine('parent', {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: child },
        End: true,
      },
    });
    await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    const [parentRoot, task] = await traceOf('parent');
    const [childRoot] = await traceOf('child');
    const idsOf = ({ traceId, spanId }: { traceId: string; spanId: string }) => ({ traceId, spanId });
    expect(task?.links.map(idsOf)).toEqual([idsOf(childRoot!)]);
    expect(childRoot?.links.map(idsOf)).toEqual([idsOf(parentRoot!)]);
  });

  test('Express executions are traced as well', async () => {
    const stateMachineArn = await createMachine('express', { A: { Type: 'Pass', End: true } }, 'EXPRESS');
    await sfn.send(new StartSyncExecutionCommand({ stateMachineArn }));
    expect((await traceOf('express')).map(({ name }) => name)).toEqual(['express', 'A']);
  });

  test('a large execution is sent whole', async () => {
    const iteration = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const stateMachineArn = await createMachine('large', { A: { Type: 'Map', ItemProcessor: iteration, End: true } });
    const input = JSON.stringify(Array.from({ length: 1200 }, (_, i) => i));
    await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    await vi.waitFor(async () => expect(await traceOf('large')).toHaveLength(1202), { timeout: 30_000 });
    const indexes = (await traceOf('large')).map(({ attributes }) =>
      Number(valuesOf(attributes)['stepwell.map.index']),
    );
    expect(new Set(indexes.filter(Number.isInteger)).size).toBe(1200);
  });

  test('executions go on while nobody takes their traces', async () => {
    const defects: unknown[] = [];
    const lonely = await startStepwell({
      port: 0,
      tracesUrl: 'http://127.0.0.1:1/v1/traces',
      onDefect: (error) => defects.push(error),
    });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new SFNClient({ endpoint: lonely.url, region: 'us-east-1', credentials, disableHostPrefix: true });
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    await new IAMClient({ endpoint: lonely.url, region: 'us-east-1', credentials }).send(
      new CreateRoleCommand({
        RoleName: 'machine',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        }),
      }),
    );
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name: 'm', definition, roleArn: ROLE_ARN, type: 'EXPRESS' }),
    );
    for (let i = 0; i < 3; i++) {
      expect((await client.send(new StartSyncExecutionCommand({ stateMachineArn }))).status).toBe('SUCCEEDED');
    }
    client.destroy();
    await lonely.close({ drainTimeoutMs: 0 });
    for (const defect of defects) expect(defect).toBeInstanceOf(Error);
  });
});
