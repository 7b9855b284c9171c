import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceMapRun, type MapRunEffect, type MapRunInput } from './advance-map-run.ts';
import { initialMapRun, type MapRunLimits, type MapRunState, pendingChildren } from './map-run-state.ts';

const NOW = { nowMs: 7 };

/** A Map Run of single items that are all read at once. */
class Work {
  state: MapRunState;
  readonly effects: MapRunEffect[] = [];

  constructor(limits: Partial<MapRunLimits> = {}, writesResults = false) {
    this.state = initialMapRun({ limits: { maxConcurrency: 0, ...limits }, startMs: 1, writesResults });
    this.give({ type: 'continue' });
  }

  give(input: MapRunInput): this {
    const step = advanceMapRun(this.state, input, NOW);
    this.state = step.state;
    this.effects.push(...step.effects);
    return this;
  }

  read(count: number, exhausted = true): this {
    return this.give({ type: 'read', children: Array.from({ length: count }, () => 1), exhausted });
  }

  end(status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED', times = 1): this {
    for (let i = 0; i < times; i++) {
      this.give({ type: 'begun', executions: 1 });
      this.give({ type: 'ended', status, itemCount: 1 });
    }
    return this;
  }

  get types(): readonly string[] {
    return this.effects.map(({ type }) => type);
  }

  get running(): number {
    return this.state.counts.RUNNING.executions;
  }
}

describe('a Map Run', () => {
  test('reads, begins children, and ends once they have ended and their results are collected', () => {
    const work = new Work().read(2);
    expect(work.effects).toEqual([{ type: 'read' }, { type: 'begin', executions: 2 }]);
    work.end('SUCCEEDED', 2);
    expect(work.types.slice(2)).toEqual(['gather']);
    expect(work.state.status).toBe('RUNNING');
    work.give({ type: 'gathered' });
    expect(work.types.slice(3)).toEqual(['end']);
    expect(work.state).toMatchObject({ status: 'SUCCEEDED', stopMs: 7 });
  });

  test('without items ends at once', () => {
    expect(new Work().read(0).types).toEqual(['read', 'gather']);
  });

  test('reads on when what it has read has begun, and not before', () => {
    const work = new Work({ maxConcurrency: 2 }).read(3, false);
    expect(work.types).toEqual(['read', 'begin']);
    work.end('SUCCEEDED');
    expect(work.types).toEqual(['read', 'begin', 'begin', 'read']);
  });

  test('keeps to its concurrency, also when that is changed', () => {
    const work = new Work({ maxConcurrency: 2 }).read(9);
    expect(work.running).toBe(2);
    work.give({ type: 'limits', limits: { maxConcurrency: 4 } });
    expect(work.running).toBe(4);
    work.give({ type: 'limits', limits: { maxConcurrency: 1 } }).end('SUCCEEDED', 3);
    expect(work.running).toBe(1);
    work.end('SUCCEEDED');
    expect(work.running).toBe(1);
  });

  test('waits for its starts to become durable', () => {
    const work = new Work().read(600);
    expect(work.running).toBe(500);
    work.give({ type: 'begun', executions: 100 });
    expect(work.running).toBe(600);
  });

  test('stopped waits for its children, and begins none', () => {
    const work = new Work({ maxConcurrency: 1 }).read(3).give({ type: 'stop' });
    expect(work.types).toEqual(['read', 'begin', 'stop-children']);
    work.end('ABORTED');
    expect(work.types.slice(3)).toEqual(['end']);
    expect(work.state.status).toBe('ABORTED');
    expect(pendingChildren(work.state)).toEqual({ executions: 2, items: 2 });
  });

  test('whose results cannot be collected fails', () => {
    const failure = { error: 'States.ResultWriterFailed', cause: 'C' };
    const work = new Work().read(1).end('SUCCEEDED').give({ type: 'gathered', failure });
    expect(work.state).toMatchObject({ status: 'FAILED', verdict: { failure } });
  });

  test('that failed writes its results all the same', () => {
    expect(new Work({}, true).read(1).end('FAILED').types).toEqual(['read', 'begin', 'gather']);
  });

  test('takes nothing after its end', () => {
    const work = new Work().read(0).give({ type: 'gathered' });
    const { state } = work;
    expect(work.give({ type: 'stop' }).state).toBe(state);
  });
});

describe('tolerated failures', () => {
  const EXCEEDED = {
    status: 'FAILED',
    failure: {
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    },
  };

  test.each<[string, Partial<MapRunLimits>, number, number]>([
    ['none without a limit', {}, 0, 10],
    ['none with limits of 0', { toleratedFailureCount: 0, toleratedFailurePercentage: 0 }, 0, 10],
    ['so many', { toleratedFailureCount: 2 }, 2, 10],
    ['such a share', { toleratedFailurePercentage: 30 }, 3, 10],
    ['all', { toleratedFailurePercentage: 100 }, 10, 10],
    ['the lower of both', { toleratedFailureCount: 1, toleratedFailurePercentage: 50 }, 1, 10],
    ['the lower of both', { toleratedFailureCount: 5, toleratedFailurePercentage: 10 }, 1, 10],
  ])('%s: %j', (_, limits, tolerated, items) => {
    const work = new Work(limits).read(items).end('FAILED', tolerated);
    expect(work.state.verdict).toEqual(tolerated === items ? { status: 'SUCCEEDED' } : undefined);
    if (tolerated < items) expect(work.end('FAILED').state.verdict).toEqual(EXCEEDED);
  });

  test('a timeout is a failure, a child that somebody stopped is none', () => {
    expect(new Work().read(2).end('TIMED_OUT').state.verdict).toEqual(EXCEEDED);
    expect(new Work().read(2).end('ABORTED').state.verdict).toBeUndefined();
  });

  test('the share is one of all items, so it is known once they are', () => {
    const work = new Work({ toleratedFailurePercentage: 50 }).read(1, false).end('FAILED');
    expect(work.state.verdict).toBeUndefined();
    expect(work.read(0).state.verdict).toEqual(EXCEEDED);
  });

  test('lowered while it runs, it fails at once', () => {
    const work = new Work({ toleratedFailureCount: 5 }).read(9).end('FAILED', 2);
    work.give({ type: 'limits', limits: { toleratedFailureCount: 1 } });
    expect(work.state.verdict).toEqual(EXCEEDED);
    expect(work.types).toContain('stop-children');
  });
});

test('whatever happens in whatever order, every child is counted once and the concurrency is kept', () => {
  const scenario = fc.record({
    pages: fc.array(fc.nat(8), { maxLength: 8 }),
    maxConcurrency: fc.nat(4),
    toleratedFailureCount: fc.nat(3),
    picks: fc.infiniteStream(fc.nat()),
  });
  fc.assert(
    fc.property(scenario, ({ pages, maxConcurrency, toleratedFailureCount, picks }) => {
      const work = new Work({ maxConcurrency, toleratedFailureCount });
      const pick = () => picks.next().value;
      let unread = [...pages];
      let performed = 0;
      let starting = 0;
      let begun = 0;
      for (let steps = 0; work.state.status === 'RUNNING'; steps++) {
        expect(steps).toBeLessThan(1000);
        for (; performed < work.effects.length; performed++) {
          const effect = work.effects[performed] as MapRunEffect;
          if (effect.type === 'begin') starting += effect.executions;
          if (effect.type === 'read') {
            const [count = 0, ...rest] = unread;
            unread = rest;
            work.read(count, rest.length === 0);
          } else if (effect.type === 'gather') work.give({ type: 'gathered' });
        }
        if (maxConcurrency > 0) expect(work.running).toBeLessThanOrEqual(maxConcurrency);
        if (starting > 0 && pick() % 2 === 0) {
          starting--;
          begun++;
          work.give({ type: 'begun', executions: 1 });
        } else if (begun > 0) {
          begun--;
          work.give({ type: 'ended', status: pick() % 4 === 0 ? 'FAILED' : 'SUCCEEDED', itemCount: 1 });
        }
      }
      const { counts, status } = work.state;
      const all = pages.reduce((sum, count) => sum + count, 0);
      const done = counts.SUCCEEDED.items + counts.FAILED.items;
      expect(counts.RUNNING).toEqual({ executions: 0, items: 0 });
      expect(status).toBe(counts.FAILED.items > toleratedFailureCount ? 'FAILED' : 'SUCCEEDED');
      if (status === 'SUCCEEDED') expect(done).toBe(all);
    }),
    { numRuns: 200 },
  );
});
