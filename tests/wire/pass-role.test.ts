/** Whoever gives a service a role to work as has to be allowed to pass it, to that service. */
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Passed`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/Other`;
const document = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const definition = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });

let stepwell: RunningStepwell;
let root: IAMClient;
let sfn: SFNClient;
let lambda: LambdaClient;
beforeAll(async () => {
  stepwell = await startStepwell({ port: 0 });
  const config = { endpoint: stepwell.url, region: 'us-east-1', maxAttempts: 1 };
  root = new IAMClient({ ...config, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const Principal = { Service: ['states.amazonaws.com', 'lambda.amazonaws.com'] };
  const AssumeRolePolicyDocument = document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  for (const RoleName of ['Passed', 'Other']) {
    await root.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
  await root.send(new CreateUserCommand({ UserName: 'alice' }));
  const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  sfn = new SFNClient({ ...config, credentials });
  lambda = new LambdaClient({ ...config, credentials });
});
afterAll(() => stepwell.close());

/** Everything but the role, which only `service` may be given. */
const allowPassing = (service: string) =>
  root.send(
    new PutUserPolicyCommand({
      UserName: 'alice',
      PolicyName: 'p',
      PolicyDocument: document(
        { Effect: 'Allow', Action: ['states:*', 'lambda:*'], Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: ROLE,
          Condition: { StringEquals: { 'iam:PassedToService': service } },
        },
      ),
    }),
  );
const refused = (role = ROLE) => ({
  name: 'AccessDeniedException',
  message: `User: arn:aws:iam::${ACCOUNT}:user/alice is not authorized to perform: iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action`,
});

test('to Step Functions, when a state machine is created or gets another role', async () => {
  const create = (roleArn = ROLE) => sfn.send(new CreateStateMachineCommand({ name: 'M', definition, roleArn }));
  await allowPassing('lambda.amazonaws.com');
  await expect(create()).rejects.toMatchObject(refused());
  await allowPassing('states.amazonaws.com');
  await expect(create(OTHER)).rejects.toMatchObject(refused(OTHER));
  const { stateMachineArn } = await create();
  const update = (input: object) => sfn.send(new UpdateStateMachineCommand({ stateMachineArn, ...input }));
  await update({ roleArn: ROLE });
  await expect(update({ roleArn: OTHER })).rejects.toMatchObject(refused(OTHER));
  await allowPassing('lambda.amazonaws.com');
  await expect(update({ roleArn: ROLE })).rejects.toMatchObject(refused());
  await update({ definition });
});

test('to Lambda, when a function is created or gets another role', async () => {
  const FunctionName = 'f';
  const create = (Role = ROLE) =>
    lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName, Role, Runtime: 'nodejs22.x', Handler: 'index.handler' },
        Code: { ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') }) },
      }),
    );
  await allowPassing('states.amazonaws.com');
  await expect(create()).rejects.toMatchObject(refused());
  await allowPassing('lambda.amazonaws.com');
  await expect(create(OTHER)).rejects.toMatchObject(refused(OTHER));
  await create();
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30, minDelay: 1 }, { FunctionName });
  const update = (input: object) => lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...input }));
  await update({ Role: ROLE });
  await expect(update({ Role: OTHER })).rejects.toMatchObject(refused(OTHER));
  await allowPassing('states.amazonaws.com');
  await expect(update({ Role: ROLE })).rejects.toMatchObject(refused());
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30, minDelay: 1 }, { FunctionName });
  await update({ Description: 'no role, no permission' });
});
