/** What can be done about a problem of a definition, as edits of its text. */
import type { EditorState } from '@codemirror/state';
import { STATE_TYPES } from '../../src/asl/parse/fields.ts';
import { closestWords } from './closest-words.ts';
import { objectAt, rangeOfLocation, rangeOfMember, stateNames } from './json-places.ts';
import type { Edit, QuickFix } from './quick-fix.ts';

export interface FixableProblem {
  readonly message: string;
  readonly location: string;
}

type Propose = (state: EditorState, location: string, match: RegExpExecArray) => readonly QuickFix[];

const FIXES: readonly (readonly [RegExp, Propose])[] = [
  [/^Missing 'Next' target: (.+)$/, otherTargets],
  [/^Exactly one of the following fields is required: \[Next, End\]$/, (state, location) => withEnd(state, location)],
  [
    /^Field '(.+)' is not supported$/,
    (state, location, match) => withoutMember(state, `${location}/${match[1]}`, match[1]!),
  ],
  [/^State "(.+)" is not reachable\.$/, (state, location, match) => withoutMember(state, location, match[1]!)],
  [/^The field 'Type' should have one of these values/, (state, location) => otherTypes(state, `${location}/Type`)],
];

export function quickFixes(state: EditorState, { message, location }: FixableProblem): readonly QuickFix[] {
  for (const [pattern, propose] of FIXES) {
    const match = pattern.exec(message);
    if (match !== null) return propose(state, location, match);
  }
  return [];
}

function otherTargets(state: EditorState, location: string, [, missing = '']: RegExpExecArray): readonly QuickFix[] {
  const place = rangeOfLocation(state, location);
  const replaced = closestWords(missing, stateNames(state)).map((name) => ({
    title: `Change it to "${name}"`,
    edits: [{ ...place, insert: JSON.stringify(name) }],
  }));
  return [...replaced, ...withState(state, location, missing)];
}

/** In the scope of what leads there. */
function withState(state: EditorState, location: string, name: string): readonly QuickFix[] {
  const scope = /^(.*)\/States\/.*?$/.exec(location)?.[1] ?? '';
  const states = objectAt(state, `${scope}/States`);
  if (states === undefined) return [];
  const insert = `${JSON.stringify(name)}: { "Type": "Pass", "End": true }`;
  return [{ title: `Add the state "${name}"`, edits: [appended(state, states, insert)] }];
}

function withEnd(state: EditorState, location: string): readonly QuickFix[] {
  const object = objectAt(state, location);
  return object === undefined ? [] : [{ title: 'Add "End": true', edits: [appended(state, object, '"End": true')] }];
}

function withoutMember(state: EditorState, location: string, name: string): readonly QuickFix[] {
  return [{ title: `Remove "${name}"`, edits: [{ ...rangeOfMember(state, location), insert: '' }] }];
}

function otherTypes(state: EditorState, location: string): readonly QuickFix[] {
  const place = rangeOfLocation(state, location);
  const typed = state.sliceDoc(place.from, place.to).replaceAll('"', '');
  return closestWords(typed, STATE_TYPES).map((type) => ({
    title: `Change it to "${type}"`,
    edits: [{ ...place, insert: JSON.stringify(type) }],
  }));
}

/** As the last member of an object, indented as the one before it. */
function appended(
  state: EditorState,
  { from, to }: { readonly from: number; readonly to: number },
  insert: string,
): Edit {
  const inside = state.sliceDoc(from + 1, to - 1);
  const end = from + 1 + inside.trimEnd().length;
  const indent = /\n[ \t]*/.exec(inside)?.[0] ?? ' ';
  return { from: end, to: end, insert: `${inside.trim() === '' ? '' : ','}${indent}${insert}` };
}
