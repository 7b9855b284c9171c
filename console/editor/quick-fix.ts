/** Edits of a text, and fixes made of them: without the editor, which pages load later. */

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** A replacement of a range of the text. */
export interface Edit extends TextRange {
  readonly insert: string;
}

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Edits do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((changed, { from, to, insert }) => changed.slice(0, from) + insert + changed.slice(to), text);
}
