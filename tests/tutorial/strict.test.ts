/**
 * The tutorial in strict mode, by a user who may do what it needs and no more. Before each step every permission of it is taken
 * away once: then the step is refused, by its name.
 */
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { firstKeyOf } from '../support/first-key.ts';
import {
  definition,
  FUNCTION_ROLE_ARN,
  FUNCTION_ROLE_NAME,
  FUNCTIONS,
  functionArn,
  LAMBDA_POLICY_ARN,
  MACHINE_ARN,
  NAME,
  placeholderDefinition,
  ROLE_ARN,
  ROLE_NAME,
  readExample,
  trusting,
  zipOf,
} from './call-center.ts';
import { INPUT } from './expected-history.ts';

interface Permission {
  readonly action: string;
  readonly resource: string;
}
interface Step {
  readonly name: string;
  readonly needs: readonly Permission[];
  run(clients: Clients): Promise<unknown>;
}
interface Clients {
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly sfn: SFNClient;
}

const FUNCTION_POLICY_ARN = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const USER_ARN = 'arn:aws:iam::000000000000:user/author';
const EXECUTION_NAME = 'case';
const EXECUTION_ARN = `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${EXECUTION_NAME}`;
const functions = Object.values(FUNCTIONS);

const on = (resource: string, ...actions: readonly string[]): readonly Permission[] =>
  actions.map((action) => ({ action, resource }));

const createRole =
  (RoleName: string, service: string, PolicyArn: string) =>
  async ({ iam }: Clients) => {
    await iam
      .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting(service) }))
      .catch(unlessItExists);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  };
const deleteRole =
  (RoleName: string, PolicyArn: string) =>
  async ({ iam }: Clients) => {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })).catch(unlessItIsGone);
    await iam.send(new DeleteRoleCommand({ RoleName }));
  };
const createFunction =
  (FunctionName: string) =>
  ({ lambda }: Clients) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: FUNCTION_ROLE_ARN,
        Code: { ZipFile: zipOf(readExample(`functions/${FunctionName}.js`)) },
      }),
    );

/** In the order of the tutorial. */
const STEPS: readonly Step[] = [
  {
    name: 'the role of the state machine',
    needs: on(ROLE_ARN, 'iam:CreateRole', 'iam:AttachRolePolicy'),
    run: createRole(ROLE_NAME, 'states.amazonaws.com', LAMBDA_POLICY_ARN),
  },
  {
    name: 'the state machine',
    needs: [...on(MACHINE_ARN, 'states:CreateStateMachine'), ...on(ROLE_ARN, 'iam:PassRole')],
    run: ({ sfn }) =>
      sfn.send(new CreateStateMachineCommand({ name: NAME, definition: placeholderDefinition, roleArn: ROLE_ARN })),
  },
  {
    name: 'looking at it',
    needs: on(MACHINE_ARN, 'states:DescribeStateMachine'),
    run: ({ sfn }) => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN })),
  },
  {
    name: 'the role of the functions',
    needs: on(FUNCTION_ROLE_ARN, 'iam:CreateRole', 'iam:AttachRolePolicy'),
    run: createRole(FUNCTION_ROLE_NAME, 'lambda.amazonaws.com', FUNCTION_POLICY_ARN),
  },
  ...functions.map((name) => ({
    name: `the function ${name}`,
    needs: [...on(functionArn(name), 'lambda:CreateFunction'), ...on(FUNCTION_ROLE_ARN, 'iam:PassRole')],
    run: createFunction(name),
  })),
  ...functions.map((FunctionName) => ({
    name: `looking at the function ${FunctionName}`,
    needs: on(functionArn(FunctionName), 'lambda:GetFunction'),
    run: ({ lambda }: Clients) => lambda.send(new GetFunctionCommand({ FunctionName })),
  })),
  {
    name: 'trying a function',
    needs: on(functionArn('OpenCaseFunction'), 'lambda:InvokeFunction'),
    run: ({ lambda }) => lambda.send(new InvokeCommand({ FunctionName: 'OpenCaseFunction', Payload: INPUT })),
  },
  {
    name: 'the functions in their places',
    needs: [...on(MACHINE_ARN, 'states:UpdateStateMachine'), ...on(ROLE_ARN, 'iam:PassRole')],
    run: ({ sfn }) =>
      sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE_ARN, definition, roleArn: ROLE_ARN })),
  },
  {
    name: 'an execution',
    needs: on(MACHINE_ARN, 'states:StartExecution'),
    run: ({ sfn }) =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: EXECUTION_NAME, input: INPUT })),
  },
  {
    name: 'its end',
    needs: on(EXECUTION_ARN, 'states:DescribeExecution'),
    run: ({ sfn }) => sfn.send(new DescribeExecutionCommand({ executionArn: EXECUTION_ARN })),
  },
  {
    name: 'its history',
    needs: on(EXECUTION_ARN, 'states:GetExecutionHistory'),
    run: ({ sfn }) => sfn.send(new GetExecutionHistoryCommand({ executionArn: EXECUTION_ARN })),
  },
  {
    name: 'all executions',
    needs: on(MACHINE_ARN, 'states:ListExecutions'),
    run: ({ sfn }) => sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN })),
  },
  {
    name: 'the end of the state machine',
    needs: on(MACHINE_ARN, 'states:DeleteStateMachine'),
    run: ({ sfn }) => sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE_ARN })),
  },
  ...functions.map((FunctionName) => ({
    name: `the end of the function ${FunctionName}`,
    needs: on(functionArn(FunctionName), 'lambda:DeleteFunction'),
    run: ({ lambda }: Clients) => lambda.send(new DeleteFunctionCommand({ FunctionName })),
  })),
  {
    name: 'the end of the role of the state machine',
    needs: on(ROLE_ARN, 'iam:DetachRolePolicy', 'iam:DeleteRole'),
    run: deleteRole(ROLE_NAME, LAMBDA_POLICY_ARN),
  },
  {
    name: 'the end of the role of the functions',
    needs: on(FUNCTION_ROLE_ARN, 'iam:DetachRolePolicy', 'iam:DeleteRole'),
    run: deleteRole(FUNCTION_ROLE_NAME, FUNCTION_POLICY_ARN),
  },
];

describe('the tutorial in strict mode, with the permissions it needs', () => {
  let server: ServerProcess;
  let administrator: IAMClient;
  let clients: Clients;

  beforeAll(async () => {
    server = await startServer(['--memory', '--auth', 'strict']);
    const config = { endpoint: server.url, region: 'us-east-1', maxAttempts: 1 };
    administrator = new IAMClient({ ...config, credentials: firstKeyOf(server.greeting) });
    await administrator.send(new CreateUserCommand({ UserName: 'author' }));
    const { AccessKey } = await administrator.send(new CreateAccessKeyCommand({ UserName: 'author' }));
    const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    const own = { ...config, credentials };
    clients = { iam: new IAMClient(own), lambda: new LambdaClient(own), sfn: new SFNClient(own) };
  });
  afterAll(async () => {
    for (const client of [administrator, ...Object.values(clients)]) client.destroy();
    await server.stop();
  });

  async function allow(permissions: readonly Permission[]): Promise<void> {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statementsOf(permissions) });
    await administrator.send(new PutUserPolicyCommand({ UserName: 'author', PolicyName: 'tutorial', PolicyDocument }));
  }

  test.each(STEPS)('$name', async ({ needs, run }) => {
    const all = STEPS.flatMap((step) => step.needs);
    for (const missing of needs) {
      await allow(all.filter((permission) => !isSame(permission, missing)));
      const { action, resource } = missing;
      await expect(run(clients), action).rejects.toMatchObject({
        name: expect.stringMatching(/^AccessDenied(Exception)?$/),
        message: expect.stringContaining(
          `User: ${USER_ARN} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
        ),
      });
    }
    await allow(all);
    await run(clients);
    if (run !== STEPS.find(({ name }) => name === 'its end')?.run) return;
    await vi.waitFor(
      async () => expect(await run(clients)).toMatchObject({ status: expect.stringMatching(/^(SUCCEEDED|FAILED)$/) }),
      { timeout: 20_000 },
    );
  });
});

/** What one function needs, all do. */
function isSame(a: Permission, b: Permission): boolean {
  return a.action === b.action && (a.resource === b.resource || a.resource.includes(':function:'));
}

/** By resource, and for all functions together: an inline policy has room for 2,048 characters. */
function statementsOf(permissions: readonly Permission[]): readonly object[] {
  const actions = new Map<string, Set<string>>();
  for (const { action, resource } of permissions) {
    const pattern = resource.includes(':function:') ? functionArn('*Function') : resource;
    actions.set(pattern, (actions.get(pattern) ?? new Set()).add(action));
  }
  return [...actions].map(([Resource, Action]) => ({ Effect: 'Allow', Action: [...Action], Resource }));
}

/** A step of two parts was refused at its second one before. */
function unlessItExists(error: Error): void {
  if (error.name !== 'EntityAlreadyExistsException') throw error;
}

function unlessItIsGone(error: Error): void {
  if (error.name !== 'NoSuchEntityException') throw error;
}
