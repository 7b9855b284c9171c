/** The call center of the tutorial: what is deployed, and under which names, whatever the client. */
import { readFileSync } from 'node:fs';
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { strToU8, zipSync } from 'fflate';
import type { Deployed } from './expected-history.ts';

const example = new URL('../../examples/call-center/', import.meta.url);

export const readExample = (path: string): string => readFileSync(new URL(path, example), 'utf8');

export const NAME = 'CallCenterStateMachine';
export const MACHINE_ARN = `arn:aws:states:us-east-1:000000000000:stateMachine:${NAME}`;
export const ROLE_NAME = 'step_functions_basic_execution';
export const ROLE_ARN = `arn:aws:iam::000000000000:role/${ROLE_NAME}`;
export const FUNCTION_ROLE_NAME = 'lambda_basic_execution';
export const FUNCTION_ROLE_ARN = `arn:aws:iam::000000000000:role/${FUNCTION_ROLE_NAME}`;
export const LAMBDA_POLICY_ARN = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** By state. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  'Open Case': 'OpenCaseFunction',
  'Assign Case': 'AssignCaseFunction',
  'Work on Case': 'WorkOnCaseFunction',
  'Close Case': 'CloseCaseFunction',
  'Escalate Case': 'EscalateCaseFunction',
};

export const deployed: Deployed = { roleArn: ROLE_ARN, functionArn };

/** With ARNs of functions that do not exist, as the tutorial begins. */
export const placeholderDefinition = readExample('definition.asl.json');
export const definition = JSON.stringify(JSON.parse(placeholderDefinition), (key, value) =>
  key in FUNCTIONS ? { ...value, Resource: functionArn(FUNCTIONS[key] as string) } : value,
);

export const trusting = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

/** What the Lambda console of the tutorial's time put into the role it made. */
export const LOGS_POLICY_NAME = 'oneClick_lambda_basic_execution_1534378895432';
export const LOGS_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: 'arn:aws:logs:*:*:*',
    },
  ],
});

export function zipOf(code: string): Uint8Array {
  return zipSync({ 'index.js': strToU8(code) });
}

/** An administrator with a key that Stepwell issued, so that every signature made with it is verified. */
export async function createAdministrator(endpoint: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const iam = new IAMClient({ endpoint, region: 'us-east-1', credentials });
  const UserName = 'administrator';
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  iam.destroy();
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/** What the task of a role without permission fails with (reported of AWS by users). */
export const deniedCause = (roleName: string, functionName: string): RegExp =>
  new RegExp(
    `^User: arn:aws:sts::000000000000:assumed-role/${roleName}/\\w{32} is not authorized to perform: lambda:InvokeFunction ` +
      `on resource: ${functionArn(functionName)} because no identity-based policy allows the lambda:InvokeFunction action ` +
      '\\(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: [\\w-]+; Proxy: null\\)$',
  );
