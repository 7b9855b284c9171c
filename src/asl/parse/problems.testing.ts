/** What the parser says of definitions in tests. */
import { expect } from 'vitest';
import type { Json } from '../../base/json.ts';
import { definitionOf } from '../run-machine.testing.ts';
import { formatDiagnostics } from './diagnostic.ts';
import { parseDefinition } from './parse-definition.ts';

/** What CreateStateMachine would say between its quotes: code, message and place of every problem. */
export function problemsOf(definition: Json | string): readonly string[] {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const { machine, diagnostics } = parseDefinition(text);
  expect(machine === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map((diagnostic) => formatDiagnostics([diagnostic]));
}

/** The problems of one state `A`, in a machine that is right otherwise. */
export const problemsOfState = (A: Json) =>
  problemsOf(definitionOf({ A, S: { Type: 'Succeed' } })).filter((it) => !it.includes('"S"'));

export const schema = (text: string) => `SCHEMA_VALIDATION_FAILED: ${text}`;
