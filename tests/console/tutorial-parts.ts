/** What earlier steps of the tutorial have left behind, made through the public API, so that each step is tested by itself. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AttachRolePolicyCommand, CreateRoleCommand, DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';

export const MACHINE_NAME = 'CallCenterStateMachine';
export const MACHINE_ARN = `arn:aws:states:us-east-1:000000000000:stateMachine:${MACHINE_NAME}`;
export const MACHINE_ROLE = 'step_functions_basic_execution';
export const FUNCTION_ROLE = 'lambda_basic_execution';
export const INPUT = '{ "inputCaseID": "001" }';

export const FUNCTION_OF_STATE: Readonly<Record<string, string>> = {
  'Open Case': 'OpenCaseFunction',
  'Assign Case': 'AssignCaseFunction',
  'Work on Case': 'WorkOnCaseFunction',
  'Close Case': 'CloseCaseFunction',
  'Escalate Case': 'EscalateCaseFunction',
};
export const FUNCTION_NAMES = Object.values(FUNCTION_OF_STATE);

export const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

const example = (path: string) => readFileSync(new URL(`../../examples/call-center/${path}`, import.meta.url), 'utf8');

/** As the tutorial gives it: every Resource is a placeholder. */
export const definition = () => example('definition.asl.json');
export const functionSource = (name: string) => example(`functions/${name}.js`);

export interface TutorialParts {
  readonly states: SFNClient;
  makeRole(name: string, service: string, policy: string): Promise<void>;
  makeBothRoles(): Promise<void>;
  makeFunctions(): Promise<void>;
  /** With the functions' ARNs in place, or with the placeholders. */
  makeMachine(resources: 'functions' | 'placeholders'): Promise<void>;
  makeAll(): Promise<void>;
  /** Replaces chance: WorkOnCaseFunction says 1 (resolved) or 0 (unresolved) from now on. */
  decide(status: 0 | 1): Promise<void>;
  /** From the state machine's role, so that it may call no function any more. */
  takePolicyAway(): Promise<void>;
  /** To the state machine's role. */
  allowEverything(): Promise<void>;
  startExecution(name: string): Promise<string>;
  /** Resolves with its ARN when it has ended. */
  execute(name: string): Promise<string>;
  untilEnded(executionArn: string): Promise<void>;
}

export function tutorialParts(endpoint: string): TutorialParts {
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const [iam, lambda, states] = [new IAMClient(config), new LambdaClient(config), new SFNClient(config)];
  const waiting = { client: lambda, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 30 };

  const parts: TutorialParts = {
    states,
    async makeRole(name, service, policy) {
      const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }];
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
      const PolicyArn = `arn:aws:iam::aws:policy/service-role/${policy}`;
      await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
    },
    async makeBothRoles() {
      await parts.makeRole(MACHINE_ROLE, 'states.amazonaws.com', 'AWSLambdaRole');
      await parts.makeRole(FUNCTION_ROLE, 'lambda.amazonaws.com', 'AWSLambdaBasicExecutionRole');
    },
    async makeFunctions() {
      for (const FunctionName of FUNCTION_NAMES) {
        await lambda.send(
          new CreateFunctionCommand({
            FunctionName,
            Runtime: 'nodejs20.x',
            Handler: 'index.handler',
            Role: roleArn(FUNCTION_ROLE),
            Code: { ZipFile: zipSync({ 'index.js': strToU8(functionSource(FunctionName)) }) },
          }),
        );
        await waitUntilFunctionActiveV2(waiting, { FunctionName });
      }
    },
    async makeMachine(resources) {
      const machine = JSON.parse(definition()) as { States: Record<string, { Resource?: string }> };
      if (resources === 'functions')
        for (const [state, name] of Object.entries(FUNCTION_OF_STATE))
          machine.States[state]!.Resource = functionArn(name);
      const text = JSON.stringify(machine, null, 2);
      await states.send(
        new CreateStateMachineCommand({ name: MACHINE_NAME, definition: text, roleArn: roleArn(MACHINE_ROLE) }),
      );
    },
    async makeAll() {
      await parts.makeBothRoles();
      await parts.makeFunctions();
      await parts.makeMachine('functions');
    },
    async decide(status) {
      const message = status === 1 ? 'resolved...' : 'unresolved...';
      const source = `exports.handler = (event, context, callback) => {
        callback(null, { Case: event.Case, Status: ${status}, Message: event.Message + '${message}' });
      };`;
      const FunctionName = 'WorkOnCaseFunction';
      await lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipSync({ 'index.js': strToU8(source) }) }),
      );
      await waitUntilFunctionUpdatedV2(waiting, { FunctionName });
    },
    async takePolicyAway() {
      const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
      await iam.send(new DetachRolePolicyCommand({ RoleName: MACHINE_ROLE, PolicyArn }));
    },
    async allowEverything() {
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
      await iam.send(new AttachRolePolicyCommand({ RoleName: MACHINE_ROLE, PolicyArn }));
    },
    async startExecution(name) {
      const command = new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input: INPUT });
      return (await states.send(command)).executionArn!;
    },
    async execute(name) {
      const executionArn = await parts.startExecution(name);
      await parts.untilEnded(executionArn);
      return executionArn;
    },
    async untilEnded(executionArn) {
      for (;;) {
        const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
        if (status !== 'RUNNING') return;
        await sleep(20);
      }
    },
  };
  return parts;
}
