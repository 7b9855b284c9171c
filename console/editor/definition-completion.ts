/** Completion in definitions: names of states after Next and Default, functions after Resource, and the types of states. */
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { stateNames } from './json-places.ts';

export interface CompletableFunction {
  readonly name: string;
  readonly arn: string;
}

const STATE_TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];

/** @param functions asked each time, since functions come and go */
export function completeDefinition(functions: () => readonly CompletableFunction[]) {
  const values: Readonly<Record<string, (context: CompletionContext) => readonly Suggestion[]>> = {
    Next: ({ state }) => stateNames(state).map((name) => ({ text: name })),
    Default: ({ state }) => stateNames(state).map((name) => ({ text: name })),
    StartAt: ({ state }) => stateNames(state).map((name) => ({ text: name })),
    Type: () => STATE_TYPES.map((text) => ({ text })),
    Resource: () => functions().map(({ name, arn }) => ({ text: arn, detail: name })),
  };
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.matchBefore(/"(\w+)"\s*:\s*"[^"]*/);
    const field = /^"(\w+)"\s*:\s*"/.exec(line?.text ?? '');
    const suggest = field === null ? undefined : values[field[1]!];
    if (line === null || field === null || suggest === undefined) return null;
    const rest = /^[^"\n]*/.exec(context.state.sliceDoc(context.pos, context.state.doc.lineAt(context.pos).to))![0];
    return {
      from: line.from + field[0].length,
      to: context.pos + rest.length,
      filter: false,
      options: narrowed(suggest(context), line.text.slice(field[0].length)).map(({ text, detail }) => ({
        label: detail ?? text,
        apply: text,
        ...(detail === undefined ? {} : { detail: text }),
      })),
    };
  };
}

interface Suggestion {
  readonly text: string;
  readonly detail?: string;
}

/** A placeholder ARN that stands there already narrows nothing down: then all are offered. */
function narrowed(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const words = typed.toLowerCase();
  const fitting = suggestions.filter(({ text, detail = '' }) => `${text} ${detail}`.toLowerCase().includes(words));
  return fitting.length > 0 ? fitting : suggestions;
}
