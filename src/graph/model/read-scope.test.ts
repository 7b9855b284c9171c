import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { CALL_CENTER, CATCHERS, NESTED_MAP, POLL_LOOP } from '../definitions.testing.ts';
import type { Scope, StateNode } from './graph.ts';
import { graphOf } from './read-scope.ts';

function statesOf({ nodes }: Scope): readonly StateNode[] {
  return nodes.filter((node) => node.kind === 'state');
}

/** `Open Case -next-> Assign Case`, with the label where there is one. */
function edgesOf({ id, edges }: Scope): readonly string[] {
  const short = (node: string) => node.replace(`${id}/States/`, '').replace(`${id}#`, '');
  return edges.map(({ from, to, kind, label }) => `${short(from)} -${label || kind}-> ${short(to)}`);
}

test('the call center has its states, the conditions of its Choice in words, and two ways to the end', () => {
  const scope = graphOf(CALL_CENTER);
  expect(statesOf(scope).map(({ name, subtitle }) => `${name}: ${subtitle}`)).toEqual([
    'Open Case: Lambda: OpenCaseFunction',
    'Assign Case: Lambda: AssignCaseFunction',
    'Work on Case: Lambda: WorkOnCaseFunction',
    'Is Case Resolved: Choice state',
    'Close Case: Lambda: CloseCaseFunction',
    'Escalate Case: Lambda: EscalateCaseFunction',
    'Fail: Fail state',
  ]);
  expect(edgesOf(scope)).toEqual([
    'start -start-> Open Case',
    'Open Case -next-> Assign Case',
    'Assign Case -next-> Work on Case',
    'Work on Case -next-> Is Case Resolved',
    'Is Case Resolved -$.Status == 1-> Close Case',
    'Is Case Resolved -$.Status == 0-> Escalate Case',
    'Close Case -end-> end',
    'Escalate Case -next-> Fail',
    'Fail -end-> end',
  ]);
});

test('a loop leads back, by the Default of its Choice', () => {
  expect(edgesOf(graphOf(POLL_LOOP))).toContain('Job complete? -Default-> Wait a while');
});

test('each Catcher is an edge with the errors it takes', () => {
  expect(edgesOf(graphOf(CATCHERS)).filter((edge) => edge.startsWith('Charge'))).toEqual([
    'Charge -next-> Ship',
    'Charge -Catch: Declined, States.Timeout-> Reject',
    'Charge -Catch: States.ALL-> Refund',
  ]);
});

test('branches and item processors are scopes of their own, with pointers into the definition as ids', () => {
  const [eachOrder] = statesOf(graphOf(NESTED_MAP));
  const [both] = statesOf(eachOrder!.scopes[0]!);
  const [eachItem] = statesOf(both!.scopes[0]!);
  expect(both!.scopes.map(({ id }) => id)).toEqual([
    '/States/Each order/ItemProcessor/States/Both/Branches/0',
    '/States/Each order/ItemProcessor/States/Both/Branches/1',
  ]);
  expect(eachItem!.scopes[0]!.id).toBe(`${eachItem!.id}/Iterator`);
  expect(edgesOf(eachItem!.scopes[0]!)).toContain('Enough? -$.n < 3-> Load');
});

test('names with slashes and tildes are escaped in ids', () => {
  const [state] = statesOf(graphOf({ States: { 'a/b~c': {} } }));
  expect(state!.id).toBe('/States/a~1b~0c');
});

describe('while somebody types', () => {
  test.each<[string, Json | undefined, readonly string[]]>([
    ['nothing is there yet', undefined, []],
    ['it is something else', [1, 'x'], []],
    ['a state has no type', { StartAt: 'A', States: { A: {} } }, ['start -start-> A']],
    ['a state is no object', { StartAt: 'A', States: { A: 7, B: null } }, ['start -start-> A']],
    ['a target does not exist', { States: { A: { Type: 'Pass', Next: 'B' } } }, []],
    ['Choices is no list', { States: { A: { Type: 'Choice', Choices: 1, Default: 'A' } } }, ['A -Default-> A']],
    [
      'a rule is no object',
      { States: { A: { Type: 'Choice', Choices: [null, { Variable: '$.x', Next: 'A' }] } } },
      ['A -$.x-> A'],
    ],
    ['a name belongs to every object', { States: { A: { Type: 'Pass', Next: 'toString' } } }, []],
  ])('%s', (_, definition, edges) => {
    expect(edgesOf(graphOf(definition))).toEqual(edges);
  });

  test('states no path leads to are known as such', () => {
    const scope = graphOf({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'typo' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Succeed' } },
    });
    expect(statesOf(scope).map(({ name, isReachable }) => [name, isReachable])).toEqual([
      ['A', true],
      ['B', false],
      ['C', false],
    ]);
  });
});
