/** What a Map costs the store: in proportion to its items, counted in rows and bytes, not in time. */
import { expect, test } from 'vitest';
import type { Step } from '../asl/advance.ts';
import { definitionOf, MachineRun } from '../asl/run-machine.testing.ts';
import type { JsonObject } from '../base/json.ts';
import { encodeEvents, encodeFrame, encodeHead, SharedValues } from './codec.ts';

interface Cost {
  readonly frames: number;
  readonly bytes: number;
  readonly largestParent: number;
}

const LARGE_ITEM = 'x'.repeat(40);

function costOf(items: number, fields: JsonObject): Cost {
  const ItemProcessor = definitionOf({ I: { Type: 'Pass', End: true } });
  const M = { Type: 'Map', ItemProcessor, End: true, ...fields };
  const run = new MachineRun(definitionOf({ M }), { input: Array.from({ length: items }, () => LARGE_ITEM) });
  const values = new SharedValues();
  const cost = { frames: 0, bytes: 0, largestParent: 0 };
  const add = ({ state, changed, events }: Step) => {
    cost.frames += changed.length;
    cost.bytes += encodeHead(state, values).length + encodeEvents(events, values).length;
    for (const no of changed) {
      const frame = state.frames.get(no);
      const size = frame === undefined ? 0 : encodeFrame(frame, values).length;
      cost.bytes += size;
      if (no === 0) cost.largestParent = Math.max(cost.largestParent, size);
    }
    for (const { text } of values.takeFresh()) cost.bytes += text.length;
  };
  while (run.state.status === 'RUNNING') add(run.give({ type: 'continue' }));
  expect(run.state.status).toBe('SUCCEEDED');
  return cost;
}

test.each([{ MaxConcurrency: 1 }, { MaxConcurrency: 0 }])('twice the items cost twice as much (%j)', (fields) => {
  const once = costOf(1000, fields);
  const twice = costOf(2000, fields);
  expect(twice.frames / once.frames).toBeLessThan(2.1);
  // the numbers in the rows gain a digit
  expect(twice.bytes / once.bytes).toBeLessThan(2.2);
});

test("the Map's own frame does not grow with its items", () => {
  expect(costOf(2000, {}).largestParent).toBeLessThan(costOf(200, {}).largestParent + 20);
});

test('6,000 iterations stay below the limit of the history', () => {
  expect(costOf(6000, {}).frames).toBeGreaterThan(6000);
});
