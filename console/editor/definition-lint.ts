/** What is wrong with a definition, from the same parser that the server uses, at the places of the text. */
import type { Diagnostic as EditorDiagnostic } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Diagnostic } from '../../src/asl/parse/diagnostic.ts';
import { parseDefinition } from '../../src/asl/parse/parse-definition.ts';
import { rangeOfLocation } from './json-places.ts';
import type { QuickFix, TextRange } from './quick-fix.ts';
import { quickFixes } from './quick-fixes.ts';

export interface PlacedDiagnostic extends TextRange {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** As AWS writes it; absent when the problem is of the whole. */
  readonly location: string | undefined;
  readonly fixes: readonly QuickFix[];
}

export function lintDefinition(state: EditorState): readonly PlacedDiagnostic[] {
  return parseDefinition(state.doc.toString()).diagnostics.map((diagnostic) => place(state, diagnostic));
}

export function toEditorDiagnostic({ from, to, severity, message, fixes }: PlacedDiagnostic): EditorDiagnostic {
  const actions = fixes.map(({ title, edits }) => ({
    name: title,
    apply: (view: EditorView) => view.dispatch({ changes: [...edits] }),
  }));
  return { from, to, severity, message, actions };
}

function place(state: EditorState, { severity, code, message, location }: Diagnostic): PlacedDiagnostic {
  const isSyntax = code === 'INVALID_JSON_DESCRIPTION';
  return {
    ...(isSyntax ? rangeOfSyntaxError(state, location) : rangeOfLocation(state, location ?? '')),
    severity: severity === 'ERROR' ? 'error' : 'warning',
    message: isSyntax ? (message.split('\n')[0] ?? message) : message,
    location: isSyntax ? lineText(location) : (location ?? undefined),
    fixes: quickFixes(state, { message, location: location ?? '' }),
  };
}

/** The parser's `[Source: ...; line: 3, column: 7]`, at the end of the location. */
function lineAndColumn(location: string | null | undefined): { readonly line: number; readonly column: number } {
  const match = /line: (\d+), column: (\d+)\]$/.exec(location ?? '');
  return { line: Number(match?.[1] ?? 1), column: Number(match?.[2] ?? 1) };
}

function rangeOfSyntaxError(state: EditorState, location: string | null | undefined): TextRange {
  const { line, column } = lineAndColumn(location);
  const { from, to } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const start = Math.min(from + Math.max(column - 1, 0), to);
  return start < to ? { from: start, to } : { from, to };
}

function lineText(location: string | null | undefined): string {
  const { line, column } = lineAndColumn(location);
  return `line ${line}, column ${column}`;
}
