/** The call center of the examples, with chance taken out: every case is resolved, so every execution does the same work. */

import { fileURLToPath } from 'node:url';
import { CreateFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { AwsClient } from '../src/cli/aws/client.ts';
import { deployFolder } from '../src/cli/deploy/deploy-folder.ts';

const example = fileURLToPath(new URL('../examples/call-center', import.meta.url));

const FUNCTION_ROLE = 'arn:aws:iam::000000000000:role/lambda_basic_execution';

const RESOLVE = `exports.handler = (event, context, callback) => {
  callback(null, { Case: event.Case, Status: 1, Message: event.Message + 'resolved...' });
};`;

const OPEN = `exports.handler = (event, context, callback) => {
  callback(null, { Case: event.inputCaseID, Message: 'Case ' + event.inputCaseID + ': opened...' });
};`;

/** @returns the state machine's ARN */
export async function deployResolvingCallCenter(endpoint: string): Promise<string> {
  const arn = await deployFolder(new AwsClient(configOf(endpoint)), example);
  const update = { FunctionName: 'WorkOnCaseFunction', ZipFile: zipOf(RESOLVE) };
  await new LambdaClient(configOf(endpoint)).send(new UpdateFunctionCodeCommand(update));
  return arn;
}

/** Functions that never ran; their role has to be there. */
export async function createFunctions(endpoint: string, count: number): Promise<readonly string[]> {
  const lambda = new LambdaClient(configOf(endpoint));
  const names = Array.from({ length: count }, (_, i) => `OpenCaseFunction${i}`);
  for (const FunctionName of names)
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs4.3',
        Handler: 'index.handler',
        Role: FUNCTION_ROLE,
        Code: { ZipFile: zipOf(OPEN) },
      }),
    );
  return names;
}

function configOf(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

function zipOf(code: string): Uint8Array {
  return zipSync({ 'index.js': strToU8(code) });
}
