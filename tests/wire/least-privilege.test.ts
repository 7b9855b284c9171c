/** The policy that a definition is said to need is enough: state machines run with it alone, and fail without it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DetachRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { definitionPermissions } from '../../src/integrations/least-privilege/definition-permissions.ts';
import { policyOf } from '../../src/integrations/least-privilege/policy-statements.ts';
import { ADMINISTRATOR, StatesUnderTest } from '../support/states-under-test.ts';

const ACCOUNT = '000000000000';
const BUCKET = 'bucket';

let directory: string;
let world: StatesUnderTest;
let nested: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepwell-least-'));
  await mkdir(join(directory, BUCKET));
  await writeFile(join(directory, BUCKET, 'items.json'), '[1,2,3]');
  world = await StatesUnderTest.start({ objects: { directory } });
  const role = await world.createRole('nested');
  nested = await world.createMachine('Nested', { P: { Type: 'Pass', End: true } }, role);
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true });
});

const task = (Resource: string, Parameters: object) => ({ Type: 'Task', Resource, Parameters, End: true });
const sdk = (action: string, parameters: object = {}) => task(`arn:aws:states:::aws-sdk:${action}`, parameters);
const at = (Key: string) => ({ Bucket: BUCKET, Key });

test.each<[string, () => object]>([
  ['Waiting', () => task('arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: nested })],
  ['Starting', () => task('arn:aws:states:::states:startExecution', { StateMachineArn: nested })],
  ['Describing', () => sdk('sfn:describeStateMachine', { StateMachineArn: nested })],
  ['Listing', () => sdk('sfn:listStateMachines')],
  ['Groups', () => sdk('cloudwatchlogs:describeLogGroups')],
  ['Reading', () => sdk('s3:getObject', at('items.json'))],
  ['Writing', () => sdk('s3:putObject', { ...at('written'), Body: 'x' })],
  ['Copying', () => sdk('s3:copyObject', { ...at('copied'), CopySource: `${BUCKET}/items.json` })],
  ['Objects', () => sdk('s3:listObjectsV2', { Bucket: BUCKET })],
  [
    'Distributing',
    () => ({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: at('items.json'),
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'P',
        States: { P: { Type: 'Pass', End: true } },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: BUCKET, Prefix: 'results' } },
      End: true,
    }),
  ],
])('%s takes what its policy says, and no less', async (name, state) => {
  const RoleName = `role-${name}`;
  const role = await world.createRole(RoleName);
  const states = { S: state() };
  const machine = await world.createMachine(name, states, role);
  await world.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
  const run = async () => {
    const { status, error, cause } = await world.end(await world.startExecution(machine));
    return { status, error, cause };
  };
  expect(await run()).toMatchObject({ status: 'FAILED', cause: expect.stringMatching(/not authorized|AccessDenied/) });

  const place = { region: 'us-east-1', account: ACCOUNT, machineArn: machine };
  const definition = { StartAt: 'S', States: states } as unknown as JsonObject;
  const [own] = definitionPermissions(definition, place).roles;
  const PolicyDocument = JSON.stringify(policyOf(own?.permissions ?? []));
  await world.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'least', PolicyDocument }));
  expect(await run()).toMatchObject({ status: 'SUCCEEDED' });
});
