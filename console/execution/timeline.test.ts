import { describe, expect, test } from 'vitest';
import { timeScale } from './time-scale.ts';
import { timelineRows, timeSpent } from './timeline.ts';
import type { Visit } from './visits.ts';

const visit = (changed: Partial<Visit>): Visit => ({
  id: 2,
  name: 'A',
  type: 'Task',
  container: undefined,
  iterations: [],
  status: 'succeeded',
  enteredMs: 0,
  exitedMs: 100,
  input: '{}',
  output: '{}',
  assigned: {},
  error: undefined,
  cause: undefined,
  attempts: [],
  functionName: undefined,
  itemCount: undefined,
  mapRunArn: undefined,
  ...changed,
});
const attempt = (scheduledMs: number, startedMs: number | undefined, endedMs: number | undefined) => ({
  id: 3,
  scheduledMs,
  startedMs,
  endedMs,
  resource: 'lambda invoke',
  parameters: '{}',
  result: '{}',
  error: undefined,
});

describe('the timeline', () => {
  test('queueing, running and the pause before a retry stand apart', () => {
    const [row] = timelineRows([visit({ attempts: [attempt(0, 10, 30), attempt(60, 65, 100)] })], 500);
    expect(row?.bars).toEqual([
      { activity: 'queued', fromMs: 0, toMs: 10 },
      { activity: 'running', fromMs: 10, toMs: 30 },
      { activity: 'waiting', fromMs: 30, toMs: 60 },
      { activity: 'queued', fromMs: 60, toMs: 65 },
      { activity: 'running', fromMs: 65, toMs: 100 },
    ]);
    expect(timeSpent([row!])).toEqual({ queued: 15, running: 55, waiting: 30 });
  });

  test('what nobody has taken yet is queued up to now', () => {
    const [row] = timelineRows([visit({ exitedMs: undefined, attempts: [attempt(0, undefined, undefined)] })], 70);
    expect(row?.bars).toEqual([{ activity: 'queued', fromMs: 0, toMs: 70 }]);
  });

  test('a Wait waits, and a Map only contains', () => {
    const map = visit({ type: 'Map' });
    const rows = timelineRows([map, visit({ type: 'Wait', container: map })], 100);
    expect(rows.map(({ depth, bars }) => [depth, bars[0]?.activity])).toEqual([
      [0, 'inside'],
      [1, 'waiting'],
    ]);
  });
});

describe('the time axis', () => {
  const whole = { fromMs: 0, toMs: 1000 };
  const busy = [
    { fromMs: 900, toMs: 1000 },
    { fromMs: 0, toMs: 100 },
  ];

  test('is even while nothing is shortened', () => {
    const { placeOf, gaps } = timeScale(whole, null);
    expect([0, 250, 1000, 2000].map(placeOf)).toEqual([0, 0.25, 1, 1]);
    expect(gaps).toEqual([]);
  });

  test('draws a long stretch without work short, and everything stays in order', () => {
    const { placeOf, gaps } = timeScale(whole, busy);
    expect(gaps).toMatchObject([{ fromMs: 100, toMs: 900 }]);
    expect(gaps[0]!.to - gaps[0]!.from).toBeLessThan(0.05);
    expect(placeOf(100)).toBeCloseTo(0.48, 1);
    expect(placeOf(1000)).toBe(1);
    expect(placeOf(500)).toBeGreaterThan(placeOf(100));
    expect(placeOf(500)).toBeLessThan(placeOf(900));
  });

  test('keeps short pauses as they are', () => {
    expect(timeScale({ fromMs: 0, toMs: 100 }, [{ fromMs: 0, toMs: 95 }]).gaps).toEqual([]);
  });
});
