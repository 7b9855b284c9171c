import { expect, test } from 'vitest';
import { FakeClock } from '../../base/clock.ts';
import { FIRST_POSITION, LAST_POSITION } from '../../store/log-store.ts';
import { openMemoryStore } from '../../store/memory/index.ts';
import { RetentionSweep } from './retention-sweep.ts';

const HOUR_MS = 3600_000;

test('events expire within an hour of their retention', async () => {
  const clock = new FakeClock();
  const { logs } = openMemoryStore();
  const sweep = new RetentionSweep({
    logs,
    clock,
    onDefect: (error) => {
      throw error;
    },
  });
  const events = [
    { timestampMs: clock.nowMs(), message: 'a' },
    { timestampMs: clock.nowMs() + 2 * HOUR_MS, message: 'b' },
  ];
  await logs.append(clock.nowMs(), [{ scope: 'scope', group: 'g', stream: 's', events, creates: 'group' }]);
  const groupId = (await logs.findGroup('scope', 'g'))?.id as number;
  await logs.setRetention(groupId, 1);
  const range = { from: FIRST_POSITION, to: LAST_POSITION, reverse: false, limit: 10, bytesMax: 1e6 };
  const kept = async () => (await logs.read({ ...range, groupId })).events.map(({ message }) => message);

  const swept = () => expect.poll(() => clock.nextDueMs, { interval: 1 }).toBe(clock.nowMs() + HOUR_MS);
  sweep.start();
  await swept();
  expect(await kept()).toEqual(['a', 'b']);
  for (let hour = 1; hour <= 25; hour++) {
    clock.advance(HOUR_MS);
    await swept();
  }
  expect(await kept()).toEqual(['b']);
  await sweep.close();
  expect(clock.nextDueMs).toBeUndefined();
});
