import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from './clock.ts';
import { WakeUps } from './wake-ups.ts';

function open() {
  const clock = new FakeClock(0);
  const woken: string[] = [];
  const wakeUps = new WakeUps(clock, (key) => woken.push(key));
  return { clock, woken, wakeUps };
}

describe('wake-ups', () => {
  test('come when they are due, in order of time', () => {
    const { clock, woken, wakeUps } = open();
    wakeUps.set('b', 20);
    wakeUps.set('a', 10);
    wakeUps.set('c', 30);
    clock.advance(9);
    expect(woken).toEqual([]);
    clock.advance(11);
    expect(woken).toEqual(['a', 'b']);
  });

  test('come once', () => {
    const { clock, woken, wakeUps } = open();
    wakeUps.set('a', 10);
    wakeUps.set('a', undefined);
    wakeUps.set('a', 10);
    clock.advance(100);
    expect(woken).toEqual(['a']);
  });

  test('in the past come at the next turn of the clock', () => {
    const { clock, woken, wakeUps } = open();
    clock.advance(1_000);
    wakeUps.set('a', 10);
    clock.advance(0);
    expect(woken).toEqual(['a']);
  });

  test('beyond what a timer can hold come too', () => {
    const { clock, woken, wakeUps } = open();
    const year = 365 * 24 * 3_600_000;
    wakeUps.set('a', year);
    clock.advance(year - 1);
    expect(woken).toEqual([]);
    clock.advance(1);
    expect(woken).toEqual(['a']);
  });

  test('that were replaced take no room for long', () => {
    const { wakeUps } = open();
    const far = 1e12;
    for (let i = 0; i < 100_000; i++) {
      wakeUps.set(`e${i}`, far + i);
      wakeUps.set(`e${i}`, undefined);
    }
    wakeUps.set('last', far);
    expect(wakeUps.size).toBeLessThan(2_000);
  });

  test('do not come after the end', () => {
    const { clock, woken, wakeUps } = open();
    wakeUps.set('a', 10);
    wakeUps.close();
    clock.advance(100);
    expect(woken).toEqual([]);
  });

  test('behave like a list that is searched each time', () => {
    const key = fc.integer({ min: 0, max: 20 }).map((n) => `k${n}`);
    const action = fc.oneof(
      fc.record({ key, inMs: fc.option(fc.integer({ min: -5, max: 50 }), { nil: undefined }) }),
      fc.record({ passMs: fc.integer({ min: 0, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 4_000, size: 'max' }), (actions) => {
        const { clock, woken, wakeUps } = open();
        const model = new Map<string, number>();
        for (const step of actions) {
          if ('passMs' in step) {
            clock.advance(step.passMs);
            const due = [...model].filter(([, dueMs]) => dueMs <= clock.nowMs());
            for (const [name] of due) model.delete(name);
            expect(woken.splice(0).sort()).toEqual(due.map(([name]) => name).sort());
          } else {
            const dueMs = step.inMs === undefined ? undefined : clock.nowMs() + step.inMs;
            wakeUps.set(step.key, dueMs);
            if (dueMs === undefined) model.delete(step.key);
            else model.set(step.key, dueMs);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
