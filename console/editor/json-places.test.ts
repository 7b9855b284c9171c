import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { rangeOfLocation, rangeOfState, stateAt, stateNames } from './json-places.ts';

const TEXT = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Choice", "Choices": [{ "Next": "B" }, { "Next": "C/D" }] },
    "C/D": { "Type": "Parallel", "Branches": [{ "States": { "Inner": { "Type": "Pass" } } }] }
  }
}`;

const state = EditorState.create({ doc: TEXT, extensions: [json()] });
const shown = (location: string) => {
  const { from, to } = rangeOfLocation(state, location);
  return state.sliceDoc(from, to);
};

describe('places in a definition', () => {
  test.each([
    ['/StartAt', '"A"'],
    ['/States/A/Choices[1]/Next', '"C/D"'],
    ['/States/C/D/Type', '"Parallel"'],
    ['/States/C/D/Branches[0]/States/Inner', '"Inner"'],
    ['/States/A', '"A"'],
  ])('%s is %s', (location, text) => expect(shown(location)).toBe(text));

  test('of a field that is missing, the part that is there is shown', () => {
    expect(shown('/States/A/Default')).toBe('"A"');
    expect(shown('')).toBe('{');
  });

  test('the states, nested ones included, and the one under the cursor', () => {
    expect(stateNames(state)).toEqual(['A', 'C/D', 'Inner']);
    expect(stateAt(state, TEXT.indexOf('"Choice"'))).toBe('A');
    expect(stateAt(state, TEXT.indexOf('"Pass"'))).toBe('Inner');
    expect(stateAt(state, TEXT.indexOf('"StartAt"'))).toBeUndefined();
    const { from, to } = rangeOfState(state, 'Inner')!;
    expect(state.sliceDoc(from, to)).toBe('"Inner": { "Type": "Pass" }');
  });
});
