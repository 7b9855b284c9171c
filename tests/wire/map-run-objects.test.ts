/** Distributed Maps that read their items from objects and write their results into objects, in a folder. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListMapRunsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StatesUnderTest } from '../support/states-under-test.ts';

const BUCKET = 'bucket';
const PASS = { Type: 'Pass', End: true };
/** Fails for the item "bad". */
const PICKY = {
  Type: 'Choice',
  Choices: [{ Variable: '$.kind', StringEquals: 'bad', Next: 'Bad' }],
  Default: 'Good',
};
const STATES = { I: PICKY, Good: PASS, Bad: { Type: 'Fail', Error: 'Bad', Cause: 'it is' } };

describe('a distributed Map over objects', () => {
  let directory: string;
  let world: StatesUnderTest;
  let role: string;
  let machines = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stepwell-map-objects-'));
    await mkdir(join(directory, BUCKET));
    world = await StatesUnderTest.start({ objects: { directory } });
    role = await world.createRole('machine');
  });
  afterAll(async () => {
    await world.close();
    await rm(directory, { recursive: true });
  });

  async function run(fields: object, states: object = { I: PASS }) {
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
    const ItemProcessor = { ProcessorConfig, StartAt: 'I', States: states };
    const M = { Type: 'Map', Label: 'L', MaxConcurrency: 1, ItemProcessor, End: true, ...fields };
    const machineArn = await world.createMachine(`m${++machines}`, { M }, role);
    const executionArn = await world.startExecution(machineArn);
    const execution = await world.end(executionArn);
    const { mapRuns = [] } = await world.sfn.send(new ListMapRunsCommand({ executionArn }));
    return { execution, mapRunArn: mapRuns[0]?.mapRunArn ?? '', types: await world.typesOf(executionArn) };
  }

  const put = (key: string, body: string) => writeFile(join(directory, BUCKET, key), body);
  const json = async (key: string) => JSON.parse(await readFile(join(directory, BUCKET, key), 'utf8'));
  const reader = (key: string, ReaderConfig: object) => ({
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: BUCKET, Key: key },
    ReaderConfig,
  });
  const writer = (prefix: string) => ({
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: BUCKET, Prefix: prefix },
  });

  test('shows where its items are from, and writes them anew', async () => {
    await put('items.json', '[ {"kind" : 1.0}, 2 ]');
    const ItemSelector = { 'v.$': '$$.Map.Item.Value', 'from.$': '$$.Map.Item.Source' };
    const { execution } = await run({ ItemReader: reader('items.json', { InputType: 'JSON' }), ItemSelector });
    const from = `S3://${BUCKET}/items.json`;
    expect(execution.output).toBe(`[{"v":{"kind":1.0},"from":"${from}"},{"v":2,"from":"${from}"}]`);
    const plain = await run({ ItemReader: reader('items.json', { InputType: 'JSON' }) });
    expect(plain.execution.output).toBe('[{"kind":1.0},2]');
  });

  test('writes its results, and says where', async () => {
    await put('rows.csv', 'kind\na\nb\n');
    const ItemReader = reader('rows.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' });
    const { execution, mapRunArn } = await run({ ItemReader, ResultWriter: writer('results') });
    const folder = `results/${mapRunArn.split(':').at(-1)}`;
    expect(JSON.parse(execution.output ?? '')).toEqual({
      MapRunArn: mapRunArn,
      ResultWriterDetails: { Bucket: BUCKET, Key: `${folder}/manifest.json` },
    });
    const manifest = await json(`${folder}/manifest.json`);
    expect(manifest.ResultFiles.SUCCEEDED).toMatchObject([{ Key: `${folder}/SUCCEEDED_0.json` }]);
    const written: { Output: string; Status: string }[] = await json(`${folder}/SUCCEEDED_0.json`);
    expect(written.map(({ Status, Output }) => [Status, Output]).sort()).toEqual([
      ['SUCCEEDED', '{"kind":"a"}'],
      ['SUCCEEDED', '{"kind":"b"}'],
    ]);
  });

  test('that fails writes what failed and what never began', async () => {
    await put('kinds.jsonl', '{"kind":"good"}\n{"kind":"bad"}\n{"kind":"left"}\n');
    const ItemReader = reader('kinds.jsonl', { InputType: 'JSONL' });
    const { execution, mapRunArn } = await run({ ItemReader, ResultWriter: writer('failed') }, STATES);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'States.ExceedToleratedFailureThreshold']);
    const folder = `failed/${mapRunArn.split(':').at(-1)}`;
    expect(await json(`${folder}/FAILED_0.json`)).toMatchObject([
      { Status: 'FAILED', Error: 'Bad', Cause: 'it is', Input: '{"kind":"bad"}' },
    ]);
    expect(await json(`${folder}/PENDING_0.json`)).toMatchObject([{ Status: 'PENDING', Input: '{"kind":"left"}' }]);
    expect(await json(`${folder}/SUCCEEDED_0.json`)).toMatchObject([{ Output: '{"kind":"good"}' }]);
  });

  test.each([
    ['is not there', reader('nothing', { InputType: 'JSON' }), /./],
    [
      'has a column twice',
      reader('rows.csv', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'a'] }),
      /^CSV headers cannot contain duplicates\.$/,
    ],
  ])('whose object %s fails', async (_, ItemReader, cause) => {
    const { execution, types } = await run({ ItemReader });
    expect([execution.status, execution.error]).toEqual(['FAILED', 'States.ItemReaderFailed']);
    expect(execution.cause).toMatch(cause);
    expect(types.slice(-4)).toEqual(['MapRunStarted', 'MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });

  test('whose results have nowhere to go fails', async () => {
    await put('one.json', '[1]');
    const ResultWriter = { ...writer('x'), Parameters: { Bucket: 'no-such-bucket', Prefix: 'x' } };
    const { execution } = await run({ ItemReader: reader('one.json', { InputType: 'JSON' }), ResultWriter });
    expect([execution.status, execution.error]).toEqual(['FAILED', 'States.ResultWriterFailed']);
  });
});
