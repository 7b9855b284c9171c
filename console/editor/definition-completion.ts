/**
 * Completion in definitions: fields of a state by its type; names of states, functions and errors where they belong; paths,
 * variables and functions in expressions of both query languages.
 */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { INTRINSIC_FUNCTIONS } from '../../src/asl/intrinsics/functions.ts';
import { STATE_FIELDS, STATE_TYPES, type StateType } from '../../src/asl/parse/fields.ts';
import { CONTEXT_PATHS, ERROR_NAMES, JSONATA_WORDS } from './expression-words.ts';
import { stateFieldsAt, stateNames, variableNames } from './json-places.ts';

export interface CompletableFunction {
  readonly name: string;
  readonly arn: string;
}

interface Suggestion {
  readonly text: string;
  readonly detail?: string;
}

/** @param functions asked each time, since functions come and go */
export function completeDefinition(functions: () => readonly CompletableFunction[]) {
  const names = ({ state }: CompletionContext) => stateNames(state).map((text) => ({ text }));
  const values: Readonly<Record<string, (context: CompletionContext) => readonly Suggestion[]>> = {
    Next: names,
    Default: names,
    StartAt: names,
    Type: () => STATE_TYPES.map((text) => ({ text })),
    QueryLanguage: () => ['JSONPath', 'JSONata'].map((text) => ({ text })),
    Resource: () => functions().map(({ name, arn }) => ({ text: arn, detail: name })),
  };
  return (context: CompletionContext): CompletionResult | null =>
    completeJsonata(context) ?? completeValue(context, values) ?? completeError(context) ?? completeField(context);
}

function completeValue(
  context: CompletionContext,
  values: Readonly<Record<string, (context: CompletionContext) => readonly Suggestion[]>>,
): CompletionResult | null {
  const line = context.matchBefore(/"([\w.$ -]+)"\s*:\s*"[^"]*/);
  const field = /^"([\w.$ -]+)"\s*:\s*"/.exec(line?.text ?? '');
  if (line === null || field === null) return null;
  const typed = line.text.slice(field[0].length);
  const suggest = values[field[1]!];
  if (suggest === undefined) return /(\.\$|Path|^Variable)$/.test(field[1]!) ? completePath(context, typed) : null;
  return {
    from: line.from + field[0].length,
    to: context.pos + restOfText(context).length,
    filter: false,
    options: narrowed(suggest(context), typed).map(({ text, detail }) => ({
      label: detail ?? text,
      apply: text,
      ...(detail === undefined ? {} : { detail: text }),
    })),
  };
}

/** JSONPath: the input's root, the context object, variables, and intrinsic functions, nested ones as well. */
function completePath(context: CompletionContext, typed: string): CompletionResult {
  const word = /[\w.$]*$/.exec(typed)![0];
  return {
    from: context.pos - word.length,
    options: [
      option('$', 'variable', 'the input'),
      ...variableNames(context.state).map((name) => option(`$${name}`, 'variable', 'variable')),
      ...CONTEXT_PATHS.map((path) => option(path, 'property', 'context')),
      ...[...INTRINSIC_FUNCTIONS.keys()].map((name) => option(`${name}(`, 'function', 'intrinsic')),
    ],
  };
}

/** Between the brackets of `{% %}`. */
function completeJsonata(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = context.state.sliceDoc(line.from, context.pos);
  if (before.lastIndexOf('{%') <= before.lastIndexOf('%}')) return null;
  const word = /\$[\w.]*$/.exec(before)?.[0];
  if (word === undefined) return null;
  return {
    from: context.pos - word.length,
    options: [
      ...variableNames(context.state).map((name) => option(`$${name}`, 'variable', 'variable')),
      ...JSONATA_WORDS.map((text) => option(text, text.endsWith('(') ? 'function' : 'property', 'JSONata')),
    ],
  };
}

function completeError(context: CompletionContext): CompletionResult | null {
  const list = context.matchBefore(/"ErrorEquals"\s*:\s*\[[^\]]*"[^"]*/);
  if (list === null) return null;
  const typed = /[^"]*$/.exec(list.text)![0];
  return { from: context.pos - typed.length, options: ERROR_NAMES.map((name) => option(name, 'constant', 'error')) };
}

/** A quote that begins the name of a field of a state. */
function completeField(context: CompletionContext): CompletionResult | null {
  const quote = context.matchBefore(/(^|[{,])\s*"\w*/);
  if (quote === null) return null;
  const typed = /\w*$/.exec(quote.text)![0];
  const found = stateFieldsAt(context.state, context.pos - typed.length - 1);
  if (found === undefined) return null;
  const known = STATE_FIELDS[found.type as StateType] ?? { Type: 'both', Comment: 'both' };
  const options = Object.entries(known)
    .filter(([name]) => !found.fields.includes(name))
    .map(([name, language]) => option(name, 'property', language === 'both' ? '' : language));
  return { from: context.pos - typed.length, options };
}

function option(label: string, type: string, detail: string): Completion {
  return { label, type, ...(detail === '' ? {} : { detail }) };
}

function restOfText({ state, pos }: CompletionContext): string {
  return /^[^"\n]*/.exec(state.sliceDoc(pos, state.doc.lineAt(pos).to))![0];
}

/** A placeholder ARN that stands there already narrows nothing down: then all are offered. */
function narrowed(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const words = typed.toLowerCase();
  const fitting = suggestions.filter(({ text, detail = '' }) => `${text} ${detail}`.toLowerCase().includes(words));
  return fitting.length > 0 ? fitting : suggestions;
}
