/** A Map that is stored and loaded again between any two of its steps ends as if it had stayed in memory. */
import { expect, test } from 'vitest';
import { outstanding } from '../asl/deadlines.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import { definitionOf, FUNCTION_ARN, IDENTITY, MachineRun } from '../asl/run-machine.testing.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { decodeExecution, encodeFrame, encodeHead, SharedValues } from './codec.ts';

/** Over the size from which values are stored apart. */
const LONG = 'x'.repeat(5000);

function stored(state: ExecutionState): ExecutionState {
  const values = new SharedValues();
  const head = encodeHead(state, values);
  const frames = [...state.frames].map((frame) => ({ no: frame.no, data: encodeFrame(frame, values) }));
  const { arn, name, startMs } = state.identity;
  const row = {
    id: 1,
    arn,
    name,
    startMs,
    machineId: 'm',
    revisionId: 'r',
    shard: 0,
    version: 1,
    status: state.status,
    parked: false,
    redriveCount: 0,
    head,
  };
  return decodeExecution({ row, frames, values: values.takeFresh() }, IDENTITY).state;
}

const MAP: JsonObject = {
  Type: 'Map',
  ItemsPath: '$.items',
  MaxConcurrency: 2,
  ItemSelector: { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
  ItemProcessor: definitionOf({
    Inner: {
      Type: 'Map',
      ItemsPath: '$$.Map.Item.Value',
      ItemProcessor: definitionOf({ Work: { Type: 'Task', Resource: FUNCTION_ARN, End: true } }),
      End: true,
    },
  }),
  End: true,
};

function endingOf(input: Json, between: (state: ExecutionState) => ExecutionState): Json {
  const run = new MachineRun(definitionOf({ MAP }), { input });
  for (;;) {
    run.state = between(run.state);
    const [open] = outstanding(run.state);
    if (open === undefined) return run.ending;
    const { id, started, parameters } = open.effect;
    if (!started) run.give({ type: 'started', effectId: id });
    else run.give({ type: 'succeeded', effectId: id, output: Payload.of([parameters.value]) });
  }
}

test.each([[['a', 'b']], [[LONG, 'b']]])('with items of %j', (items) => {
  const input = { items: [items, [1], [], items] };
  const ending = endingOf(input, (state) => state);
  expect(ending).toMatchObject({ status: 'SUCCEEDED' });
  expect(endingOf(input, stored)).toEqual(ending);
});
