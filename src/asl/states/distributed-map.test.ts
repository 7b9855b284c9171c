/** A distributed Map as its execution sees it; orders of events and texts as recorded. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { decodeSettings } from '../map-run/settings.ts';
import { fails, MachineRun, succeeds } from '../run-machine.testing.ts';

const PASS = { Type: 'Pass', End: true };
const PROCESSOR = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'I',
  States: { I: PASS },
};
const MACHINE_ARN = /^arn:aws:states:[^:]+:\d+:mapRun:[^/]+\//;

const map = (fields: JsonObject = {}) => ({
  StartAt: 'M',
  States: { M: { Type: 'Map', ItemProcessor: PROCESSOR, End: true, ...fields } },
});

/** The execution while its Map Run goes on. */
function begun(fields: JsonObject, input: Json) {
  const work = new MachineRun(map(fields), { input });
  const effect = work.effects.find(({ type }) => type === 'begin-map-run');
  const frame = work.state.frames.get(0);
  return {
    work,
    effectId: effect?.id ?? '',
    frame,
    settings: frame?.effect && decodeSettings(frame.effect.parameters),
  };
}

describe('a distributed Map', () => {
  test('is one Map Run, whose result it goes on with', () => {
    const { work, effectId } = begun({}, [1, 2]);
    work.give({ type: 'succeeded', effectId, output: Payload.of(['a', 'b']) });
    expect(work.ending).toEqual({ status: 'SUCCEEDED', output: ['a', 'b'] });
    expect(work.lines).toEqual([
      '1←0 ExecutionStarted',
      '2←0 MapStateEntered',
      '3←2 MapStateStarted',
      '4←3 MapRunStarted',
      '5←4 MapRunSucceeded',
      '6←5 MapStateSucceeded',
      '7←4 MapStateExited',
      '8←7 ExecutionSucceeded',
    ]);
  });

  test('fails as its Map Run does', () => {
    const { work, effectId } = begun({}, [1]);
    work.give({ type: 'failed', effectId, error: 'States.ItemReaderFailed', cause: 'C' });
    expect(work.ending).toEqual({ status: 'FAILED', error: 'States.ItemReaderFailed', cause: 'C' });
    expect(work.lines.slice(4)).toEqual(['5←4 MapRunFailed', '6←5 MapStateFailed', '7←6 ExecutionFailed']);
  });

  test('begins another Map Run when a Retrier tries it again', () => {
    const { work } = begun({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }, [1]);
    work.toEnd({ M: [fails('E'), succeeds('done')] });
    const begins = work.effects.flatMap(({ type, id }) => (type === 'begin-map-run' ? id : []));
    expect(new Set(begins).size).toBe(2);
    expect(work.ending).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });

  test('takes the Map Run with it when the execution is stopped', () => {
    const { work, effectId } = begun({}, [1]);
    work.give({ type: 'stop' });
    expect(work.lines.slice(4)).toEqual(['5←4 MapRunAborted', '6←0 ExecutionAborted']);
    expect(work.effects).toContainEqual({ type: 'withdraw', id: effectId });
    expect(work.state.abandoned).toEqual([effectId]);
  });

  test('names its Map Run after its label, or one that is always the same', () => {
    const arnOf = (fields: JsonObject) => begun(fields, []).settings?.arn.replace(MACHINE_ARN, '').split(':')[0];
    expect(arnOf({ Label: 'L' })).toBe('L');
    expect(arnOf({})).toMatch(/^[0-9a-f-]{36}$/);
    expect(arnOf({})).toBe(arnOf({ Comment: 'another revision' }));
  });
});

describe('what a Map Run is told', () => {
  test('limits, wherever they stand', () => {
    const fields = {
      ItemsPath: '$.x',
      MaxConcurrencyPath: '$.n',
      ToleratedFailureCount: 3,
      ToleratedFailurePercentage: 2.5,
    };
    expect(begun(fields, { x: [1], n: 7 }).settings).toMatchObject({
      maxConcurrency: 7,
      toleratedFailureCount: 3,
      toleratedFailurePercentage: 2.5,
    });
  });

  test('the items: elements of an array, or members of an object', () => {
    expect(begun({ ItemsPath: '$.x' }, { x: [1, 2] }).frame?.items?.value).toEqual([1, 2]);
    const members = begun({ ItemsPath: '$.x' }, { x: { a: 1, b: 2 } });
    expect(members.frame?.items?.value).toEqual({ a: 1, b: 2 });
    expect(members.work.events[2]?.details).toEqual({ length: 2 });
  });

  test('batches', () => {
    const ItemBatcher = {
      MaxItemsPerBatchPath: '$.n',
      MaxInputBytesPerBatch: 1000,
      BatchInput: { 'fixed.$': '$.n', text: 'T' },
    };
    expect(begun({ ItemsPath: '$.x', ItemBatcher }, { x: [], n: 2 }).settings?.batcher).toEqual({
      maxItems: 2,
      maxInputBytes: 1000,
      batchInput: { fixed: 2, text: 'T' },
    });
  });

  test('where to read and write, and how', () => {
    const ItemReader = {
      Resource: 'arn:aws:states:::s3:getObject',
      Parameters: { 'Bucket.$': '$.b', Key: 'k' },
      ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.n' },
    };
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$.b', Prefix: 'p' } };
    const { settings, frame } = begun({ ItemReader, ResultWriter }, { b: 'B', n: 5 });
    expect(settings?.reader).toEqual({
      resource: ItemReader.Resource,
      parameters: { Bucket: 'B', Key: 'k' },
      readerConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 5 },
    });
    expect(settings?.writer).toEqual({
      resource: ResultWriter.Resource,
      parameters: { Bucket: 'B', Prefix: 'p' },
      writerConfig: {},
    });
    expect(frame?.items).toBeUndefined();
  });

  test('nothing, when a field cannot be evaluated', () => {
    const { work } = begun({ ItemsPath: '$.x', ItemBatcher: { MaxItemsPerBatchPath: '$.n' } }, { x: [1], n: 0 });
    expect(work.ending).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'M' (entered at the event id #2). field MaxItemsPerBatch must be positive",
    });
    expect(work.lines.at(-1)).toBe('4←3 ExecutionFailed');
  });
});
