/** Which operations there are: those that the SDKs know, and the README's table says so. */
import { readFileSync } from 'node:fs';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as iamSdk from '@aws-sdk/client-iam';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as statesSdk from '@aws-sdk/client-sfn';
import * as stsSdk from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ListedOperation,
  listOperations,
  operationTable,
  withOperationTable,
} from '../../scripts/operation-table.ts';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

let stepwell: RunningStepwell;
let operations: readonly ListedOperation[];

beforeAll(async () => {
  stepwell = await startStepwell({ port: 0 });
  operations = await listOperations(stepwell.url);
});
afterAll(() => stepwell.close({ drainTimeoutMs: 0 }));

const commandsOf = (sdk: object) =>
  Object.keys(sdk)
    .filter((name) => name.endsWith('Command') && name !== '$Command')
    .map((name) => name.slice(0, -'Command'.length))
    .sort();

test('Step Functions has every operation of its SDK, and all of them work', () => {
  const own = operations.filter(({ service }) => service === 'states');
  expect(own.map(({ name }) => name).sort()).toEqual(commandsOf(statesSdk));
  expect(own.filter(({ supported }) => !supported)).toEqual([]);
});

test.each([
  ['lambda', lambdaSdk],
  ['iam', iamSdk],
  ['logs', logsSdk],
  ['sts', stsSdk],
])('%s has every operation of its SDK, or refuses it by name', (service, sdk) => {
  const own = new Set(operations.filter((operation) => operation.service === service).map(({ name }) => name));
  expect(commandsOf(sdk).filter((name) => !own.has(name))).toEqual([]);
});

test('the README has the table of them (else run: npx tsx scripts/operations.ts)', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(withOperationTable(readme, await operationTable(stepwell.url))).toBe(readme);
});

test('the page on the Stepwell service tells of each of its operations', () => {
  const page = readFileSync(new URL('../../docs/stepwell-service.md', import.meta.url), 'utf8');
  const own = operations.filter(({ service }) => service === 'stepwell').map(({ name }) => name);
  expect(own.filter((name) => !page.includes(`## ${name}\n`))).toEqual([]);
});
