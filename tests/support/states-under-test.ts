/** A real server with a role that may do everything, and the few calls that tests of Step Functions make all the time. */
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, vi } from 'vitest';
import { type RunningStepwell, type StartOptions, startStepwell } from '../../src/app.ts';

/** Far more than anything here takes. */
const PATIENCE_MS = 30_000;

export class StatesUnderTest {
  readonly sfn: SFNClient;
  readonly iam: IAMClient;
  readonly #stepwell: RunningStepwell;

  private constructor(stepwell: RunningStepwell) {
    this.#stepwell = stepwell;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: stepwell.url, region: 'us-east-1', credentials, maxAttempts: 1 };
    this.sfn = new SFNClient(config);
    this.iam = new IAMClient(config);
  }

  static async start(options: StartOptions = {}): Promise<StatesUnderTest> {
    return new StatesUnderTest(await startStepwell({ port: 0, ...options }));
  }

  get url(): string {
    return this.#stepwell.url;
  }

  /** A role that Step Functions may assume; `principal`: who else. */
  async createRole(name: string, { policyArn = ADMINISTRATOR, principal = {} } = {}): Promise<string> {
    const statement = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com', ...principal } };
    const document = { Version: '2012-10-17', Statement: [{ ...statement, Action: 'sts:AssumeRole' }] };
    const AssumeRolePolicyDocument = JSON.stringify(document);
    const { Role } = await this.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
    await this.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: policyArn }));
    return Role?.Arn ?? '';
  }

  /** A machine that begins with the first of its states. */
  async createMachine(name: string, states: object, roleArn: string): Promise<string> {
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
    const created = await this.sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    return created.stateMachineArn ?? '';
  }

  async startExecution(stateMachineArn: string, input: object = {}): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    return (await this.sfn.send(command)).executionArn ?? '';
  }

  describe(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return this.sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  async history(executionArn: string): Promise<readonly HistoryEvent[]> {
    return (await this.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? [];
  }

  async typesOf(executionArn: string): Promise<readonly (string | undefined)[]> {
    return (await this.history(executionArn)).map(({ type }) => type);
  }

  /** The execution once it has ended. */
  end(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return until(async () => {
      const execution = await this.describe(executionArn);
      expect(execution.status).not.toBe('RUNNING');
      return execution;
    });
  }

  /** The event once the execution has it. */
  event(executionArn: string, type: string): Promise<HistoryEvent> {
    return until(async () => {
      const event = (await this.history(executionArn)).find((candidate) => candidate.type === type);
      expect(event).toBeDefined();
      return event as HistoryEvent;
    });
  }

  close(): Promise<void> {
    return this.#stepwell.close({ drainTimeoutMs: 0 });
  }
}

export const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Asks again until nothing is thrown. */
export function until<T>(ask: () => Promise<T>): Promise<T> {
  return vi.waitFor(ask, { timeout: PATIENCE_MS, interval: 20 });
}
