import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeClock, systemClock } from './clock.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('the system’s clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('tells the system’s time', () => {
    vi.setSystemTime(1234);
    expect(systemClock.nowMs()).toBe(1234);
  });

  test.each([0, 1, 24 * DAY_MS, 2 ** 31 - 1, 2 ** 31, 25 * DAY_MS, 3 * 2 ** 31, 400 * DAY_MS])(
    'runs once after %d milliseconds, not earlier',
    (delayMs) => {
      const ranAtMs: number[] = [];
      systemClock.schedule(delayMs, () => ranAtMs.push(Date.now()));
      vi.advanceTimersByTime(delayMs + DAY_MS);
      expect(ranAtMs).toEqual([delayMs]);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('takes a moment that has passed for now', () => {
    const run = vi.fn();
    systemClock.schedule(-5, run);
    vi.advanceTimersByTime(0);
    expect(run).toHaveBeenCalledOnce();
  });

  test('forgets a timer that was cancelled, before and after it was armed again', () => {
    const run = vi.fn();
    systemClock.schedule(DAY_MS, run).cancel();
    const long = systemClock.schedule(60 * DAY_MS, run);
    vi.advanceTimersByTime(30 * DAY_MS);
    long.cancel();
    expect(vi.getTimerCount()).toBe(0);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('a fake clock', () => {
  test('stands still until it is told to move', () => {
    const clock = new FakeClock(1000);
    expect(clock.nowMs()).toBe(1000);
    clock.advance(5);
    expect(clock.nowMs()).toBe(1005);
  });

  test('runs what came due in order of time, each at its moment', () => {
    const clock = new FakeClock(0);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name}@${clock.nowMs()}`);
    clock.schedule(60 * DAY_MS, note('late'));
    clock.schedule(10, note('early'));
    clock.schedule(10, note('early, asked for later'));
    clock.schedule(-1, note('at once'));
    expect(clock.nextDueMs).toBe(0);
    clock.advance(9);
    expect(ran).toEqual(['at once@0']);
    clock.advance(60 * DAY_MS);
    expect(ran.slice(1)).toEqual(['early@10', 'early, asked for later@10', `late@${60 * DAY_MS}`]);
    expect(clock.nextDueMs).toBeUndefined();
  });

  test('runs what is scheduled while it moves', () => {
    const clock = new FakeClock(0);
    const ranAtMs: number[] = [];
    const again = () => {
      ranAtMs.push(clock.nowMs());
      if (ranAtMs.length < 3) clock.schedule(10, again);
    };
    clock.schedule(10, again);
    clock.advance(100);
    expect(ranAtMs).toEqual([10, 20, 30]);
    expect(clock.nowMs()).toBe(100);
  });

  test('forgets a timer that was cancelled', () => {
    const clock = new FakeClock(0);
    const ran: string[] = [];
    const first = clock.schedule(1, () => second.cancel());
    const second = clock.schedule(2, () => ran.push('second'));
    clock.schedule(3, () => first.cancel());
    clock.advance(10);
    expect(ran).toEqual([]);
  });
});
