/** Renames a state in a definition: where it is defined and wherever something leads to it. */
import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { placesOfName, stateNames } from './json-places.ts';
import { applyEdits } from './quick-fix.ts';

const NAME_LENGTH_MAX = 80;

function parsed(definition: string): EditorState {
  return EditorState.create({ doc: definition, extensions: [json()] });
}

export function renameState(definition: string, from: string, to: string): string {
  const state = parsed(definition);
  return applyEdits(
    definition,
    placesOfName(state, from).map((place) => ({ ...place, insert: JSON.stringify(to) })),
  );
}

/** What speaks against the new name; undefined when nothing does. */
export function nameProblem(definition: string, from: string, to: string): string | undefined {
  if (to === '') return 'A state needs a name.';
  if (to.length > NAME_LENGTH_MAX) return `A name has at most ${NAME_LENGTH_MAX} characters.`;
  return to !== from && stateNames(parsed(definition)).includes(to) ? 'There is a state of that name.' : undefined;
}
