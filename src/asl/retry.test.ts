import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { RandomStream } from '../base/random.ts';
import { decideRetry, type Retrier } from './retry.ts';
import { type Answer, definitionOf, FUNCTION_ARN, fails, MachineRun, succeeds } from './run-machine.testing.ts';

const SEED = 'a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4';
const stream = () => new RandomStream(SEED);

function retrier(fields: Partial<Retrier> = {}): Retrier {
  return { errorEquals: ['States.ALL'], intervalSeconds: 1, maxAttempts: 3, backoffRate: 2, jitter: 'NONE', ...fields };
}

/** Milliseconds before each further attempt, until there is none. */
function delaysOf(retriers: readonly Retrier[], error = 'E'): readonly number[] {
  const delays: number[] = [];
  let attempts: readonly number[] = [];
  for (;;) {
    const decision = decideRetry(retriers, attempts, { error, final: false }, stream);
    if (decision === undefined) return delays;
    delays.push(decision.delayMs);
    attempts = decision.attempts;
  }
}

describe('the delay', () => {
  test.each<[string, Partial<Retrier>, readonly number[]]>([
    ['doubles by default', {}, [1000, 2000, 4000]],
    ['starts at IntervalSeconds and grows by BackoffRate', { intervalSeconds: 2, backoffRate: 3 }, [2000, 6000, 18000]],
    ['stays the same at rate 1', { intervalSeconds: 7, backoffRate: 1 }, [7000, 7000, 7000]],
    ['may be a fraction of a second', { backoffRate: 1.5 }, [1000, 1500, 2250]],
    ['never exceeds MaxDelaySeconds', { intervalSeconds: 2, backoffRate: 3, maxDelaySeconds: 5 }, [2000, 5000, 5000]],
  ])('%s', (_, fields, delays) => {
    expect(delaysOf([retrier(fields)])).toEqual(delays);
  });

  test('after four retries at rate 2 is 16 seconds (recorded)', () => {
    expect(decideRetry([retrier({ maxAttempts: 9 })], [4], { error: 'E', final: false }, stream)?.delayMs).toBe(16_000);
  });

  test('is a number of milliseconds even after thousands of attempts', () => {
    const many = retrier({ intervalSeconds: 99_999_999, backoffRate: 1000, maxAttempts: 99_999_999 });
    const decision = decideRetry([many], [99_999], { error: 'E', final: false }, stream);
    expect(Number.isSafeInteger(decision?.delayMs)).toBe(true);
  });

  test('with FULL jitter lies between zero and the computed one, as the seed of the step decides', () => {
    const jittered = retrier({ intervalSeconds: 10, maxDelaySeconds: 35, jitter: 'FULL' });
    expect(delaysOf([jittered])).toEqual(
      [10_000, 20_000, 35_000].map((ms) => Math.floor(stream().nextFraction() * ms)),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), fc.nat(3), (seed, used) => {
        const random = () => new RandomStream(seed);
        const decide = () =>
          decideRetry([{ ...jittered, maxAttempts: 9 }], [used], { error: 'E', final: false }, random);
        const delayMs = decide()?.delayMs as number;
        expect(delayMs >= 0 && delayMs < Math.min(10_000 * 2 ** used, 35_000)).toBe(true);
        expect(decide()?.delayMs).toBe(delayMs);
      }),
    );
  });
});

describe('attempts', () => {
  test.each([0, 1, 5])('are as many more as MaxAttempts says: %d', (maxAttempts) => {
    expect(delaysOf([retrier({ maxAttempts })])).toHaveLength(maxAttempts);
  });

  test('are counted by each Retrier on its own', () => {
    const E1 = retrier({ errorEquals: ['E1'], maxAttempts: 1 });
    const E2 = retrier({ errorEquals: ['E2'], maxAttempts: 2, intervalSeconds: 10 });
    let attempts: readonly number[] = [];
    const delays = ['E1', 'E2', 'E2', 'E1'].map((error) => {
      const decision = decideRetry([E1, E2], attempts, { error, final: false }, stream);
      attempts = decision?.attempts ?? attempts;
      return decision?.delayMs;
    });
    expect(delays).toEqual([1000, 10_000, 20_000, undefined]);
  });

  test('of an exhausted Retrier do not fall to the next one that matches', () => {
    expect(delaysOf([retrier({ errorEquals: ['E'], maxAttempts: 1 }), retrier({ maxAttempts: 5 })])).toHaveLength(1);
    expect(delaysOf([retrier({ errorEquals: ['E'], maxAttempts: 0 }), retrier({ maxAttempts: 5 })])).toHaveLength(0);
  });

  test('are not made for an error that no Retrier names, nor for a final failure', () => {
    expect(delaysOf([retrier({ errorEquals: ['Other'] })])).toEqual([]);
    expect(decideRetry([retrier()], [], { error: 'States.Runtime', final: true }, stream)).toBeUndefined();
  });
});

describe('a Task with Retry', () => {
  const task = (Retry: Json, fields: JsonObject = {}) => ({
    A: { Type: 'Task', Resource: FUNCTION_ARN, Retry, End: true, ...fields },
  });
  const scheduledTimes = (run: MachineRun) =>
    run.events.filter(({ type }) => type === 'LambdaFunctionScheduled').map(({ timestampMs }) => timestampMs);

  test('is scheduled again when the delay has passed, not before', () => {
    const run = new MachineRun(definitionOf(task([{ ErrorEquals: ['E'], IntervalSeconds: 4 }])));
    run.begin('A');
    run.answer('A', fails('E'));
    expect(run.secondsToWake).toBe(4);
    expect(run.openEffects).toEqual({});
    run.passSeconds(3.999);
    expect(run.give({ type: 'wake' }).events).toEqual([]);
    run.wake();
    expect(run.lines.at(-1)).toBe('6←5 LambdaFunctionScheduled');
    expect(run.openEffects).toEqual({ A: '0-1' });
  });

  test('waits the delays one after the other', () => {
    const run = new MachineRun(definitionOf(task([{ ErrorEquals: ['States.ALL'], BackoffRate: 3 }])));
    run.toEnd({ A: [fails('E')] });
    const [first = 0, ...others] = scheduledTimes(run);
    expect(others.map((ms) => (ms - first) / 1000)).toEqual([1, 4, 13]);
    expect(run.ending).toEqual({ status: 'FAILED', error: 'E', cause: '' });
  });

  test('takes its jitter from the seed of the step', () => {
    const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 100, JitterStrategy: 'FULL' }];
    const delayWith = (seed: string) => {
      const run = new MachineRun(definitionOf(task(Retry)), { seed });
      run.begin('A');
      run.answer('A', fails('E'));
      return run.secondsToWake;
    };
    expect(delayWith(SEED)).toBe(Math.floor(stream().nextFraction() * 100_000) / 1000);
    expect(delayWith('01')).not.toBe(delayWith('02'));
  });

  test('evaluates its parameters for every attempt: RetryCount counts them', () => {
    const Parameters = { 'count.$': '$$.State.RetryCount' };
    const run = new MachineRun(definitionOf(task([{ ErrorEquals: ['E'] }], { Parameters })));
    run.toEnd({ A: [fails('E'), fails('E'), succeeds(null)] });
    const inputs = run.history.filter(([line]) => line.endsWith('Scheduled')).map(([, details]) => details);
    expect(inputs).toMatchObject([{ input: '{"count":0}' }, { input: '{"count":1}' }, { input: '{"count":2}' }]);
  });

  test('has a new TimeoutSeconds for each attempt', () => {
    const run = new MachineRun(definitionOf(task([{ ErrorEquals: ['States.Timeout'] }], { TimeoutSeconds: 5 })));
    run.begin('A');
    run.wake();
    run.wake();
    expect(run.secondsToWake).toBe(5);
    expect(run.lines.at(-1)).toBe('6←5 LambdaFunctionScheduled');
  });

  test('does not hear a result of an attempt that is over', () => {
    const run = new MachineRun(definitionOf(task([{ ErrorEquals: ['States.Timeout'] }], { TimeoutSeconds: 5 })));
    run.begin('A');
    const late = { type: 'failed', effectId: run.openEffects['A'] as string, error: 'E', cause: '' } as const;
    run.wake();
    expect(run.give(late).events).toEqual([]);
    run.wake();
    expect(run.give(late).events).toEqual([]);
    expect(run.openEffects).toEqual({ A: '0-1' });
  });

  test('counts anew when it is entered again', () => {
    const Retry = [{ ErrorEquals: ['E'], MaxAttempts: 1 }];
    const Parameters = { 'count.$': '$$.State.RetryCount' };
    const states = {
      ...task(Retry, { Parameters, Catch: [{ ErrorEquals: ['E'], Next: 'Again' }] }),
      Again: { Type: 'Pass', Next: 'A' },
    };
    const run = new MachineRun(definitionOf(states));
    run.toEnd({ A: [fails('E'), fails('E'), fails('E'), succeeds(null)] });
    const inputs = run.history.filter(([line]) => line.endsWith('Scheduled')).map(([, details]) => details);
    expect(inputs.map((details) => (details as { input: string }).input)).toEqual(
      [0, 1, 0, 1].map((count) => `{"count":${count}}`),
    );
  });
});

describe('a Parallel with Retry', () => {
  const P = (Retry: Json, branch: JsonObject) => ({
    P: { Type: 'Parallel', Retry, End: true, Branches: [definitionOf(branch)] },
  });

  test('starts its branches anew, which count from the beginning', () => {
    const A = {
      Type: 'Task',
      Resource: FUNCTION_ARN,
      Parameters: { 'count.$': '$$.State.RetryCount' },
      Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      End: true,
    };
    const answers: readonly Answer[] = [fails('E'), fails('E'), fails('E'), succeeds('done')];
    const run = new MachineRun(definitionOf(P([{ ErrorEquals: ['E'], MaxAttempts: 1 }], { A }))).toEnd({ A: answers });
    const inputs = run.history.filter(([line]) => line.endsWith('Scheduled')).map(([, details]) => details);
    expect(inputs.map((details) => (details as { input: string }).input)).toEqual(
      [0, 1, 0, 1].map((count) => `{"count":${count}}`),
    );
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: ['done'] });
  });

  test('withdraws what its other branches wait for, and hears nothing of it any more', () => {
    const run = new MachineRun(
      definitionOf({
        P: {
          Type: 'Parallel',
          Retry: [{ ErrorEquals: ['E'] }],
          End: true,
          Branches: ['A', 'B'].map((name) =>
            definitionOf({ [name]: { Type: 'Task', Resource: FUNCTION_ARN, End: true } }),
          ),
        },
      }),
    );
    const { A, B } = run.openEffects;
    run.begin('A');
    expect(run.answer('A', fails('E')).effects).toEqual([{ type: 'withdraw', id: B }]);
    expect(run.openEffects).toEqual({});
    expect(run.give({ type: 'started', effectId: B as string }).events).toEqual([]);
    run.wake();
    expect(Object.values(run.openEffects)).not.toEqual(expect.arrayContaining([A, B]));
  });
});
