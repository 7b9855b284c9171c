import { expect, test } from 'vitest';
import { type Answers, fails, MachineRun, START_MS, succeeds } from '../asl/run-machine.testing.ts';
import type { JsonObject } from '../base/json.ts';
import { stateSpans } from './execution-spans.ts';
import { tracedOf } from './traced-event.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:f';
const TASK = { Type: 'Task', Resource: FUNCTION };
const END = { End: true };

/** The spans of a run, as `parent > name` with what else is to be seen of them. */
function spansOf(states: JsonObject, answers: Answers = {}, input: JsonObject = {}) {
  const run = new MachineRun({ StartAt: Object.keys(states)[0] as string, States: states }, { input });
  run.toEnd(answers);
  const spans = stateSpans(run.events.map(tracedOf), run.nowMs);
  const names = new Map(spans.map(({ eventId, name }) => [eventId, name]));
  return spans.map(({ parentId, name, stateType, isLeft, index, failures }) => ({
    place: `${names.get(parentId) ?? ''}>${name}`,
    stateType,
    isLeft,
    ...(index !== undefined && { index }),
    ...(failures.length > 0 && { errors: failures.map(({ error }) => error) }),
  }));
}

test('states follow each other below the execution', () => {
  expect(spansOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } })).toEqual([
    { place: '>A', stateType: 'Pass', isLeft: true },
    { place: '>B', stateType: 'Succeed', isLeft: true },
  ]);
});

test('the states of branches stand below their Parallel, and what follows it beside it', () => {
  const branch = (name: string) => ({
    StartAt: name,
    States: { [name]: { Type: 'Pass', Next: `${name}2` }, [`${name}2`]: { Type: 'Pass', ...END } },
  });
  const states = {
    P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], Next: 'Z' },
    Z: { Type: 'Pass', ...END },
  };
  const places = spansOf(states).map(({ place, isLeft }) => [place, isLeft]);
  expect(new Map(places as [string, boolean][])).toEqual(
    new Map([
      ['>P', true],
      ['P>A', true],
      ['P>A2', true],
      ['P>B', true],
      ['P>B2', true],
      ['>Z', true],
    ]),
  );
});

test('the states of iterations stand below their Map, each with its index', () => {
  const processor = { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'J' }, J: { Type: 'Pass', ...END } } };
  const states = { M: { Type: 'Map', ItemProcessor: processor, ...END } };
  const run = spansOf({ S: { Type: 'Pass', Result: [1, 2], Next: 'M' }, ...states });
  expect(
    run
      .filter(({ place }) => place.startsWith('M>'))
      .map(({ place, index }) => `${place} ${index}`)
      .sort(),
  ).toEqual(['M>I 0', 'M>I 1', 'M>J 0', 'M>J 1']);
  expect(run.find(({ place }) => place === '>M')).toEqual({ place: '>M', stateType: 'Map', isLeft: true });
});

test('each attempt that failed is told, and a state that a Catcher left was left', () => {
  const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Z' }];
  const states = { T: { ...TASK, Retry, Catch, ...END }, Z: { Type: 'Pass', ...END } };
  expect(spansOf(states, { T: [fails('E')] })).toEqual([
    { place: '>T', stateType: 'Task', isLeft: true, errors: ['E', 'E'] },
    { place: '>Z', stateType: 'Pass', isLeft: true },
  ]);
  expect(spansOf({ T: { ...TASK, ...END } }, { T: [fails('E')] })).toEqual([
    { place: '>T', stateType: 'Task', isLeft: false, errors: ['E'] },
  ]);
});

test('a state has the time from its entry to its exit', () => {
  const run = new MachineRun({ StartAt: 'T', States: { T: { ...TASK, Next: 'Z' }, Z: { Type: 'Pass', ...END } } });
  run.passSeconds(1.5);
  run.toEnd({ T: [succeeds(1)] });
  const [task] = stateSpans(run.events.map(tracedOf), run.nowMs);
  expect(task).toMatchObject({ startMs: START_MS, endMs: START_MS + 1500 });
});
