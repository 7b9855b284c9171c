import { describe, expect, test } from 'vitest';
import { comparedStatuses, firstDivergence, pairVisits } from './compare.ts';
import type { Visit } from './visits.ts';

let id = 0;
const visit = (name: string, changed: Partial<Visit> = {}): Visit => ({
  id: ++id,
  name,
  type: 'Task',
  container: undefined,
  iterations: [],
  status: 'succeeded',
  enteredMs: 0,
  exitedMs: 1,
  input: '{"a":1}',
  output: '{"a":1}',
  assigned: {},
  error: undefined,
  cause: undefined,
  attempts: [],
  functionName: undefined,
  itemCount: undefined,
  mapRunArn: undefined,
  ...changed,
});

describe('two executions', () => {
  test('that went alike have no differences, however their JSON is written', () => {
    const pairs = pairVisits([visit('A')], [visit('A', { input: '{ "a": 1 }' })]);
    expect(pairs.map(({ differences }) => differences)).toEqual([[]]);
    expect(firstDivergence(pairs)).toBeUndefined();
  });

  test('diverge where the first data differs, and then in their path', () => {
    const pairs = pairVisits(
      [visit('A'), visit('Choose', { output: '{"ok":true}' }), visit('Left'), visit('End')],
      [visit('A'), visit('Choose', { output: '{"ok":false}' }), visit('Right'), visit('End')],
    );
    expect(pairs.map(({ name, differences }) => [name, ...differences])).toEqual([
      ['A'],
      ['Choose', 'output'],
      ['Left', 'path'],
      ['Right', 'path'],
      ['End'],
    ]);
    expect(firstDivergence(pairs)?.name).toBe('Choose');
    expect(Object.fromEntries(comparedStatuses(pairs))).toEqual({
      A: 'alike',
      Choose: 'differs',
      Left: 'first',
      Right: 'second',
      End: 'alike',
    });
  });

  test('pair each time round a loop, and iterations by their index in whatever order they ran', () => {
    const at = (index: number) => visit('Inner', { iterations: [{ map: 'Each', index }] });
    const loops = pairVisits([visit('L'), visit('L')], [visit('L')]);
    expect(loops.map(({ second }) => second !== undefined)).toEqual([true, false]);
    const iterations = pairVisits([at(0), at(1)], [at(1), at(0)]);
    expect(iterations.map(({ differences }) => differences)).toEqual([[], []]);
  });
});
