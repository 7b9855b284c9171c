#!/usr/bin/env node
// Deploys the call center through the public API: two roles, five functions, one state machine. What is there already is
// updated, so it can be run again after each change.
//
// Paste the exports that `stepwell start` prints into your shell, then run:
//   node examples/call-center/deploy.mjs
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';

const STATE_MACHINE = 'CallCenterStateMachine';

/** Which function does the work of which state. */
const FUNCTION_OF_STATE = {
  'Open Case': 'OpenCaseFunction',
  'Assign Case': 'AssignCaseFunction',
  'Work on Case': 'WorkOnCaseFunction',
  'Close Case': 'CloseCaseFunction',
  'Escalate Case': 'EscalateCaseFunction',
};

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

/**
 * @param config settings of the SDK clients; without any, the AWS_... environment variables decide
 * @param log called with one line per step
 * @returns the ARN of the state machine
 */
export async function deploy(config = {}, log = () => {}) {
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const sfn = new SFNClient(config);

  const machineRole = await deployRole(iam, 'step_functions_basic_execution');
  const functionRole = await deployRole(iam, 'lambda_basic_execution');
  log('roles: step_functions_basic_execution, lambda_basic_execution');

  const functionArns = {};
  for (const [state, name] of Object.entries(FUNCTION_OF_STATE)) {
    functionArns[state] = await deployFunction(lambda, name, functionRole);
    log(`function: ${name}`);
  }

  const definition = JSON.parse(read('definition.asl.json'));
  for (const [state, arn] of Object.entries(functionArns)) definition.States[state].Resource = arn;
  const arn = await deployStateMachine(sfn, JSON.stringify(definition, null, 2), machineRole);
  log(`state machine: ${arn}`);
  return arn;
}

async function deployRole(iam, name) {
  const { description, trustPolicy, managedPolicy } = JSON.parse(read(`roles/${name}.json`));
  const create = new CreateRoleCommand({
    RoleName: name,
    Description: description,
    AssumeRolePolicyDocument: JSON.stringify(trustPolicy),
  });
  const { Role } = await iam
    .send(create)
    .catch(unless('EntityAlreadyExistsException', () => iam.send(new GetRoleCommand({ RoleName: name }))));
  await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: managedPolicy }));
  return Role.Arn;
}

async function deployFunction(lambda, name, role) {
  const zip = zipSync({ 'index.js': strToU8(read(`functions/${name}.js`)) });
  const create = new CreateFunctionCommand({
    FunctionName: name,
    Runtime: 'nodejs4.3',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile: zip },
  });
  const update = new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip });
  const { FunctionArn } = await lambda
    .send(create)
    .catch(unless('ResourceConflictException', () => lambda.send(update)));
  const waiting = { client: lambda, minDelay: 1, maxWaitTime: 60 };
  await waitUntilFunctionActiveV2(waiting, { FunctionName: name });
  await waitUntilFunctionUpdatedV2(waiting, { FunctionName: name });
  return FunctionArn;
}

async function deployStateMachine(sfn, definition, roleArn) {
  const { stateMachineArn } = await sfn
    .send(new CreateStateMachineCommand({ name: STATE_MACHINE, definition, roleArn }))
    .catch(
      unless('StateMachineAlreadyExists', async () => {
        const [, , , , account] = roleArn.split(':');
        const arn = `arn:aws:states:${await sfn.config.region()}:${account}:stateMachine:${STATE_MACHINE}`;
        await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition, roleArn }));
        return { stateMachineArn: arn };
      }),
    );
  return stateMachineArn;
}

/** For `catch`: on the error of that name do something else, pass any other error on. */
function unless(errorName, otherwise) {
  return (error) => {
    if (error.name === errorName) return otherwise();
    throw error;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await deploy({}, console.log);
