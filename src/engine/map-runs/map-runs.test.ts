/** Distributed Maps in the engine: their children, limits, ends, and what a crash leaves of them. */
import { afterEach, describe, expect, it } from 'vitest';
import { EngineUnderTest, executionArn, TASK } from '../../../tests/support/engine-under-test.ts';
import { failed, succeeded } from '../../../tests/support/scripted-tasks.ts';
import type { MapRunState } from '../../asl/map-run/map-run-state.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { RandomStream, seededRandom } from '../../base/random.ts';
import type { ExecutionRow } from '../../store/execution-store.ts';
import { viewExecution } from '../view.ts';
import type { MapRunView } from './map-runs.ts';

const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const ONE_TASK = { StartAt: 'T', States: { T: { ...TASK, End: true } } };

function distributed(fields: JsonObject = {}, processor: JsonObject = PASS, ExecutionType = 'STANDARD'): JsonObject {
  const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...processor };
  return { StartAt: 'M', States: { M: { Type: 'Map', Label: 'L', ItemProcessor, End: true, ...fields } } };
}

let world: EngineUnderTest;
afterEach(() => world.close());

const parentArn = executionArn('e');

async function mapRun(): Promise<MapRunView> {
  const [record] = await world.mapRuns.list(parentArn, { limit: 1 });
  return (await world.mapRuns.find(record?.id ?? '')) as MapRunView;
}

async function children(): Promise<readonly ExecutionRow[]> {
  const { record } = await mapRun();
  return world.stored.executions.list({ machineId: record.machineId, mapRunId: record.id, limit: 10_000 });
}

const counted = (counts: MapRunState['counts'] | undefined) =>
  Object.fromEntries(
    Object.entries(counts ?? {}).flatMap(([status, { executions, items }]) =>
      executions === 0 ? [] : [[status, executions === items ? items : [executions, items]]],
    ),
  );

describe('a distributed Map', () => {
  it('runs its items as executions of their own, and joins what they give in the order of the items', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 2 }, ONE_TASK));
    await world.start('e', '[1, 2.0, 3]');
    await world.until(() => world.tasks.begun.length === 2);
    world.tasks.begun[1]?.finish(succeeded('b'));
    await world.until(() => world.tasks.begun.length === 3);
    world.tasks.begun[2]?.finish(succeeded('c'));
    world.tasks.begun[0]?.finish(succeeded('a'));
    const { view, events } = await world.end('e');

    expect(view.output).toBe('["a","b","c"]');
    expect(world.tasks.begun.map(({ request }) => request.parameters.text)).toEqual(['1', '2.0', '3']);
    expect(events.map(({ id, previousEventId, type }) => `${id}←${previousEventId} ${type}`)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 MapStateEntered',
      '3←2 MapStateStarted',
      '4←3 MapRunStarted',
      '5←4 MapRunSucceeded',
      '6←5 MapStateSucceeded',
      '7←4 MapStateExited',
      '8←7 ExecutionSucceeded',
    ]);
    const { record, state } = await mapRun();
    expect([record.status, counted(record.counts), state]).toEqual(['SUCCEEDED', { SUCCEEDED: 3 }, undefined]);
    expect(record.arn).toMatch(/:mapRun:M\/L:[0-9a-f-]{36}$/);
    for (const { arn } of await children()) expect(arn).toMatch(/:execution:M\/L:[0-9a-f-]{36}$/);
  });

  it.each<[string, JsonObject, Json, string]>([
    ['of no items gives none', {}, [], '[]'],
    [
      'of an object has its members',
      { ItemSelector: { 'k.$': '$$.Map.Item.Key', 'v.$': '$$.Map.Item.Value' } },
      { a: 1, b: [2] },
      '[{"k":"a","v":1},{"k":"b","v":[2]}]',
    ],
    [
      'shows its items to ItemSelector',
      { ItemsPath: '$.x', ItemSelector: { 'i.$': '$$.Map.Item', 'n.$': '$.n' } },
      { x: ['a'], n: 1 },
      '[{"i":{"Index":0,"Value":"a","Source":"STATE_DATA"},"n":1}]',
    ],
    [
      'makes batches',
      { ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'b.$': '$[0]' } } },
      [1, 2, 3],
      '[{"BatchInput":{"b":1},"Items":[1,2]},{"BatchInput":{"b":1},"Items":[3]}]',
    ],
    [
      'in JSONata',
      {
        QueryLanguage: 'JSONata',
        Items: '{% $states.input.x %}',
        ItemSelector: '{% {"v": $states.context.Map.Item.Value + $states.input.n} %}',
        ItemBatcher: { MaxItemsPerBatch: '{% $states.input.n %}' },
      },
      { x: [1, 2, 3], n: 2 },
      '[{"Items":[{"v":3},{"v":4}]},{"Items":[{"v":5}]}]',
    ],
    ['in JSONata over an object', { QueryLanguage: 'JSONata', Items: '{% $states.input %}' }, { a: 1 }, '[1]'],
  ])('%s', async (_, fields, input, output) => {
    world = await EngineUnderTest.open(distributed(fields));
    await world.start('e', JSON.stringify(input));
    expect((await world.end('e')).view).toMatchObject({ output });
  });

  it('counts items, where a child has many', async () => {
    world = await EngineUnderTest.open(distributed({ ItemBatcher: { MaxItemsPerBatch: 4 } }));
    await world.start('e', JSON.stringify(Array.from({ length: 1001 }, (_, i) => i)));
    const { view } = await world.end('e');
    expect(counted((await mapRun()).record.counts)).toEqual({ SUCCEEDED: [251, 1001] });
    expect(JSON.parse(view.output ?? '').at(-1)).toEqual({ Items: [1000] });
    expect((await children()).map(({ mapRun: of }) => of?.itemCount).filter((count) => count !== 4)).toEqual([1]);
  });

  it('runs children of an Express workflow in memory, and keeps how they ended', async () => {
    world = await EngineUnderTest.open(distributed({}, ONE_TASK, 'EXPRESS'));
    world.tasks.answer = ({ parameters }) => succeeded([parameters.value]);
    await world.start('e', '[1,2]');
    expect((await world.end('e')).view.output).toBe('[[1],[2]]');
    for (const { arn, version, status } of await children())
      expect([arn.split(':')[5], version, status]).toEqual(['express', 1, 'SUCCEEDED']);
  });

  it('may stand inside another one', async () => {
    const inner = distributed({ ItemsPath: '$', Label: 'I' });
    const Inner = { StartAt: 'Inner', States: { Inner: (inner['States'] as JsonObject)['M'] as JsonObject } };
    world = await EngineUnderTest.open(distributed({}, Inner));
    await world.start('e', '[[1,2],[3]]');
    expect((await world.end('e')).view.output).toBe('[[1,2],[3]]');
  });

  it('whose result is too large fails', async () => {
    world = await EngineUnderTest.open(distributed({}, ONE_TASK));
    world.tasks.answer = () => succeeded('x'.repeat(1000));
    await world.start('e', JSON.stringify(Array.from({ length: 270 }, () => 0)));
    const { view, types } = await world.end('e');
    expect(view.failure).toEqual({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'M' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });
});

describe('failures of children', () => {
  const failFirst = ({ parameters }: { parameters: { text: string } }) =>
    parameters.text === '0' ? failed('E', 'C') : succeeded(1);

  it('beyond what is tolerated fail the Map, and stop the other children', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 2 }, ONE_TASK));
    await world.start('e', '[0,1,2]');
    await world.until(() => world.tasks.begun.length === 2);
    world.tasks.begun[0]?.finish(failed('E', 'C'));
    const { view, types } = await world.end('e');
    expect(view.failure).toEqual({
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
    expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
    const { record } = await mapRun();
    expect([record.status, counted(record.counts), record.pending]).toEqual([
      'FAILED',
      { FAILED: 1, ABORTED: 1 },
      { executions: 1, items: 1 },
    ]);
  });

  it.each(['STANDARD', 'EXPRESS'])('that are tolerated stand in the result as a whole: %s', async (type) => {
    world = await EngineUnderTest.open(distributed({ ToleratedFailurePercentage: 50 }, ONE_TASK, type));
    world.tasks.answer = failFirst;
    await world.start('e', '[0,1]');
    const [shown, one] = JSON.parse((await world.end('e')).view.output ?? '');
    expect([shown, one]).toMatchObject([{ Error: 'E', Cause: 'C', Input: '0', Status: 'FAILED' }, 1]);
  });

  it('count by items, not by batches', async () => {
    const fields = { ToleratedFailureCount: 1, ItemBatcher: { MaxItemsPerBatch: 2 } };
    world = await EngineUnderTest.open(distributed(fields, ONE_TASK));
    world.tasks.answer = () => failed('E');
    await world.start('e', '[0,1]');
    expect((await world.end('e')).row.status).toBe('FAILED');
  });

  it('can be caught', async () => {
    const Catch = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'C' }];
    const machine = distributed({ Catch }, ONE_TASK);
    world = await EngineUnderTest.open({
      ...machine,
      States: { ...(machine['States'] as JsonObject), C: { Type: 'Succeed' } },
    });
    world.tasks.answer = () => failed('E');
    await world.start('e', '[0]');
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });

  it('of an item that nothing can be made of fail the Map', async () => {
    world = await EngineUnderTest.open(distributed({ ItemSelector: { 'v.$': '$$.Map.Item.Value.x' } }));
    await world.start('e', '[{"x":1},{}]');
    const { view, types } = await world.end('e');
    expect(view.failure?.error).toBe('States.Runtime');
    expect(view.failure?.cause).toContain(
      "An error occurred while executing the state 'M' (entered at the event id #2).",
    );
    expect(types.slice(-2)).toEqual(['MapRunFailed', 'ExecutionFailed']);
  });
});

describe('a Map Run that is under way', () => {
  it.each(['STANDARD', 'EXPRESS'])('is stopped with its execution, and its children with it: %s', async (type) => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 2 }, ONE_TASK, type));
    await world.start('e', '[0,1,2]');
    await world.until(() => world.tasks.begun.length === 2);
    await world.engine.stop(parentArn, {});
    await world.until(async () => (await mapRun()).record.status === 'ABORTED');
    expect((await world.end('e')).types.slice(-2)).toEqual(['MapRunAborted', 'ExecutionAborted']);
    expect(counted((await mapRun()).record.counts)).toEqual({ ABORTED: 2 });
    expect((await children()).map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
  });

  it('takes new limits at once', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 1 }, ONE_TASK));
    await world.start('e', '[0,1,2]');
    await world.until(() => world.tasks.begun.length === 1);
    const { record } = await mapRun();
    expect(await world.mapRuns.update(record.id, { maxConcurrency: 2, toleratedFailureCount: 1 })).toBe(true);
    await world.until(() => world.tasks.begun.length === 2);
    world.tasks.answer = () => failed('E');
    world.tasks.begun[0]?.finish(failed('E'));
    expect((await world.end('e')).view.failure?.error).toBe('States.ExceedToleratedFailureThreshold');
    expect((await mapRun()).record.limits).toEqual({ maxConcurrency: 2, toleratedFailureCount: 1 });
    expect(await world.mapRuns.update(record.id, { maxConcurrency: 3 })).toBe(false);
  });

  it('ends at once when its state machine is deleted', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 1 }, ONE_TASK));
    await world.start('e', '[0,1,2]');
    await world.until(() => world.tasks.begun.length === 1);
    const change = { kind: 'stateMachine', id: 'machine-M', version: 1, status: 'DELETING', data: '{}' };
    await world.stored.resources.apply([{ type: 'update', ...change }]);
    world.engine.deleteMachine('machine-M');
    world.tasks.begun[0]?.finish(succeeded(1));
    await world.end('e');
    expect((await mapRun()).record).toMatchObject({ status: 'ABORTED', counts: { SUCCEEDED: { items: 1 } } });
  });
});

describe('after a crash', () => {
  const items = (count: number) => JSON.stringify(Array.from({ length: count }, (_, i) => i));

  it('goes on with the children that ran, and begins those that had not begun', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 2 }, ONE_TASK));
    world.tasks.repeatable.add(TASK.Resource);
    await world.start('e', items(5));
    await world.until(() => world.tasks.begun.length === 2);
    world.tasks.begun[0]?.finish(succeeded('first'));
    await world.until(() => world.tasks.begun.length === 3);
    world.tasks.answer = ({ parameters }) => succeeded(parameters.value);
    await world.restart();
    expect((await world.end('e')).view.output).toBe('["first",1,2,3,4]');
    expect(counted((await mapRun()).record.counts)).toEqual({ SUCCEEDED: 5 });
  });

  it('stops the children of an execution that was stopped just before', async () => {
    world = await EngineUnderTest.open(distributed({}, ONE_TASK));
    await world.start('e', items(3));
    await world.until(() => world.tasks.begun.length === 3);
    const stopping = world.engine.stop(parentArn, {});
    await world.until(async () => (await world.statusOf('e')) === 'ABORTED');
    await world.restart();
    void stopping.catch(() => undefined);
    await world.until(async () => (await mapRun()).record.status === 'ABORTED');
    expect((await children()).map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  });

  it('runs children of an Express workflow again, but not those whose end is stored', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 2 }, ONE_TASK, 'EXPRESS'));
    await world.start('e', items(3));
    await world.until(() => world.tasks.begun.length === 2);
    world.tasks.begun[1]?.finish(succeeded('kept'));
    await world.until(async () => (await children()).length === 1);
    world.tasks.answer = ({ parameters }) => succeeded(parameters.value);
    await world.restart();
    expect((await world.end('e')).view.output).toBe('[0,"kept",2]');
  });

  /** Crashes and failed commits at random moments. Every item has exactly one child, which was counted once. */
  it.each(Array.from({ length: 24 }, (_, i) => `${i}`))('loses no item and doubles none: seed %s', async (seed) => {
    const dice = new RandomStream(seededRandom(`map-run-${seed}`).seed());
    const roll = (sides: number) => dice.nextWord() % sides;
    const type = roll(3) === 0 ? 'EXPRESS' : 'STANDARD';
    const batcher = roll(2) === 0 ? {} : { ItemBatcher: { MaxItemsPerBatch: 1 + roll(5) } };
    const processor = roll(2) === 0 ? PASS : ONE_TASK;
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: roll(8), ...batcher }, processor, type), {
      random: seededRandom(seed),
      onUnknownOutcome: 'rerun',
    });
    world.tasks.answer = ({ parameters }) => succeeded(parameters.value);
    const count = roll(600);
    const input = Array.from({ length: count }, (_, i) => i);
    await world.start('e', JSON.stringify(input));
    const fates = ['made', 'made', 'made', 'made', 'failed', 'made-but-failed'] as const;
    for (let crashes = roll(4); crashes > 0; crashes--) {
      world.store.decideFate = () => fates[roll(fates.length)] ?? 'made';
      for (let turns = roll(60); turns > 0; turns--) {
        await world.settle();
        world.clock.advance(roll(200));
      }
      await world.restart();
    }
    const advance = async () => {
      world.clock.advance(100);
      return (await world.statusOf('e')) !== 'RUNNING';
    };
    await world.until(advance);
    const { view, row } = await world.end('e');
    expect([row.status, view.failure]).toEqual(['SUCCEEDED', undefined]);
    const flat = JSON.parse(view.output ?? '').flatMap((item: number | { Items: number[] }) =>
      typeof item === 'number' ? item : item.Items,
    );
    expect(flat).toEqual(input);
    const rows = await children();
    expect(rows.reduce((sum, { mapRun: of }) => sum + (of?.itemCount ?? 0), 0)).toBe(count);
    expect((await mapRun()).record.counts?.SUCCEEDED).toEqual({ executions: rows.length, items: count });
    const nos = await Promise.all(
      rows.map(async (child) => (await viewExecution(world.stored.executions, child)).child?.no),
    );
    expect(nos.sort((a = 0, b = 0) => a - b)).toEqual(rows.map((_, i) => i));
  });

  it.each(Array.from({ length: 12 }, (_, i) => `${i}`))('counts failures right: seed %s', async (seed) => {
    const dice = new RandomStream(seededRandom(`map-run-failures-${seed}`).seed());
    const roll = (sides: number) => dice.nextWord() % sides;
    const type = roll(2) === 0 ? 'EXPRESS' : 'STANDARD';
    const tolerated = roll(30);
    const fields = { MaxConcurrency: 1 + roll(20), ToleratedFailureCount: tolerated };
    world = await EngineUnderTest.open(distributed(fields, ONE_TASK, type), {
      random: seededRandom(seed),
      onUnknownOutcome: 'rerun',
    });
    world.tasks.answer = ({ parameters }) => (Number(parameters.text) % 8 === 0 ? failed('E') : succeeded(1));
    await world.start('e', items(120));
    for (let crashes = roll(4); crashes > 0; crashes--) {
      for (let turns = roll(25); turns > 0; turns--) await world.settle();
      await world.restart();
    }
    const { row } = await world.end('e');
    const { record } = await mapRun();
    const { SUCCEEDED, FAILED, ABORTED } = record.counts as MapRunState['counts'];
    expect([row.status, record.status]).toEqual(tolerated < 15 ? ['FAILED', 'FAILED'] : ['SUCCEEDED', 'SUCCEEDED']);
    if (tolerated < 15) expect(FAILED.items).toBeGreaterThan(tolerated);
    else expect([SUCCEEDED.items, FAILED.items]).toEqual([105, 15]);
    const rows = await children();
    expect(rows.length).toBe(SUCCEEDED.items + FAILED.items + ABORTED.items);
    expect(rows.filter(({ status }) => status === 'RUNNING')).toEqual([]);
  });
});

describe('a redriven Map Run', () => {
  const byItem = ({ parameters }: { parameters: { text: string } }) => succeeded([Number(parameters.text)]);

  it('redrives what did not succeed, and begins what had not begun', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 1 }, ONE_TASK));
    world.tasks.answer = ({ parameters }) => (parameters.text === '1' ? failed('E') : succeeded('first time'));
    await world.start('e', '[0,1,2]');
    expect((await world.end('e')).row.status).toBe('FAILED');
    const failedRun = (await mapRun()).record;
    world.tasks.answer = byItem;
    world.clock.advance(1000);
    expect(await world.engine.redrive(parentArn)).toBe(true);
    const { view, events, types } = await world.end('e');

    expect(view.output).toBe('["first time",[1],[2]]');
    const from = types.indexOf('ExecutionRedriven');
    expect(events.slice(from).map(({ id, previousEventId, type }) => [id - from, previousEventId, type])).toEqual([
      [1, from, 'ExecutionRedriven'],
      [2, 2, 'MapRunRedriven'],
      [3, from + 2, 'MapRunSucceeded'],
      [4, from + 3, 'MapStateSucceeded'],
      [5, from + 2, 'MapStateExited'],
      [6, from + 5, 'ExecutionSucceeded'],
    ]);
    const { record } = await mapRun();
    expect([record.arn, record.redriveCount, counted(record.counts)]).toEqual([failedRun.arn, 1, { SUCCEEDED: 3 }]);
    const redriveCounts = (await children()).map(({ redriveCount }) => redriveCount);
    expect(redriveCounts.sort()).toEqual([0, 0, 1]);
  });

  it('goes on after it was stopped, also while its children still stop', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 2 }, ONE_TASK));
    await world.start('e', '[0,1,2]');
    await world.until(() => world.tasks.begun.length === 2);
    await world.engine.stop(parentArn, {});
    world.tasks.answer = byItem;
    expect(await world.engine.redrive(parentArn)).toBe(true);
    expect((await world.end('e')).view.output).toBe('[[0],[1],[2]]');
    expect(counted((await mapRun()).record.counts)).toEqual({ SUCCEEDED: 3 });
  });

  it('that fails again can be redriven again', async () => {
    world = await EngineUnderTest.open(distributed({ MaxConcurrency: 1 }, ONE_TASK));
    world.tasks.answer = () => failed('E');
    await world.start('e', '[0,1]');
    for (const count of [1, 2]) {
      await world.end('e');
      world.clock.advance(1000);
      await world.engine.redrive(parentArn);
      expect((await world.end('e')).row.status).toBe('FAILED');
      const { record } = await mapRun();
      expect([record.redriveCount, counted(record.counts), record.pending?.items]).toEqual([count, { FAILED: 1 }, 1]);
    }
    world.tasks.answer = byItem;
    world.clock.advance(1000);
    await world.engine.redrive(parentArn);
    expect((await world.end('e')).view.output).toBe('[[0],[1]]');
  });

  it('of an Express workflow begins anew', async () => {
    world = await EngineUnderTest.open(distributed({}, ONE_TASK, 'EXPRESS'));
    world.tasks.answer = () => failed('E');
    await world.start('e', '[0]');
    await world.end('e');
    world.tasks.answer = byItem;
    await world.engine.redrive(parentArn);
    expect((await world.end('e')).view.output).toBe('[[0]]');
    expect(await world.mapRuns.list(parentArn, { limit: 9 })).toHaveLength(2);
  });

  it.each(Array.from({ length: 12 }, (_, i) => `${i}`))('survives crashes: seed %s', async (seed) => {
    const dice = new RandomStream(seededRandom(`map-run-redrive-${seed}`).seed());
    const roll = (sides: number) => dice.nextWord() % sides;
    world = await EngineUnderTest.open(
      distributed({ MaxConcurrency: roll(12), ToleratedFailureCount: roll(6) }, ONE_TASK),
      {
        random: seededRandom(seed),
        onUnknownOutcome: 'rerun',
      },
    );
    const broken = new Set(Array.from({ length: 8 }, () => `${roll(80)}`));
    world.tasks.answer = ({ parameters }) => (broken.has(parameters.text) ? failed('E') : succeeded(parameters.value));
    const input = Array.from({ length: 80 }, (_, i) => i);
    await world.start('e', JSON.stringify(input));
    const crash = async () => {
      for (let turns = roll(20); turns > 0; turns--) await world.settle();
      world.clock.advance(roll(50));
      await world.restart();
    };
    if (roll(2) === 0) await crash();
    if ((await world.end('e')).row.status === 'SUCCEEDED') return;
    broken.clear();
    world.clock.advance(1000);
    expect(await world.engine.redrive(parentArn)).toBe(true);
    for (let crashes = roll(3); crashes > 0; crashes--) await crash();
    expect(JSON.parse((await world.end('e')).view.output ?? '')).toEqual(input);
    expect((await mapRun()).record.counts?.SUCCEEDED).toEqual({ executions: 80, items: 80 });
    expect(await children()).toHaveLength(80);
  });
});
