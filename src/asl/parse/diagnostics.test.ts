/** What is said of a definition as a whole: its text, its graph, its names (recorded and measured, states-api.md section 7). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { definitionOf } from '../run-machine.testing.ts';
import { formatDiagnostics } from './diagnostic.ts';
import { parseDefinition } from './parse-definition.ts';

const PASS = { Type: 'Pass', End: true };
const textsOf = (states: JsonObject) =>
  formatDiagnostics(parseDefinition(JSON.stringify(definitionOf(states))).diagnostics);

describe('a text that is no definition', () => {
  test.each([' ', '[]', '"text"'])('%j is no object, at no place', (text) => {
    const message = 'Definition must be a valid JSON object';
    expect(parseDefinition(text).diagnostics).toEqual([
      { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message },
    ]);
  });

  test('an empty object lacks States before StartAt', () => {
    expect(parseDefinition('{}').diagnostics).toMatchObject([
      { message: 'These fields are required: [States, StartAt]', location: '/' },
    ]);
  });

  test('a syntax error has its place, in its message too', () => {
    const [diagnostic] = parseDefinition('not a definition').diagnostics;
    const location = '[Source: (String)"not a definition"; line: 1, column: 4]';
    expect(diagnostic).toMatchObject({ code: 'INVALID_JSON_DESCRIPTION', location });
    expect(diagnostic?.message).toBe(
      `Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at ${location}`,
    );
  });

  test('a syntax error repeats no more than 500 characters', () => {
    const [diagnostic] = parseDefinition(`{${' '.repeat(600)}x`).diagnostics;
    const source = `"{${' '.repeat(499)}"[truncated 102 chars]`;
    expect(diagnostic?.location?.startsWith(`[Source: (String)${source}; line: 1`)).toBe(true);
  });
});

describe('the graph', () => {
  test('a target that does not exist, and then no end', () => {
    expect(textsOf({ A: { Type: 'Pass', Next: 'NOPE' } })).toBe(
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null",
    );
  });

  test('without an end nothing is said of what is not reached', () => {
    const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
    const end = 'MISSING_END_STATE: Workflow has no terminal state at null';
    expect(textsOf({ ...loop, C: { Type: 'Pass', Next: 'A' } })).toBe(end);
    expect(textsOf({ ...loop, C: PASS })).toBe('MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C');
  });

  test('a name that a branch has too', () => {
    const P = { Type: 'Parallel', Branches: [definitionOf({ A: PASS })], Next: 'A' };
    expect(textsOf({ P, A: PASS })).toBe('DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A');
  });

  test('a branch cannot leave its Parallel', () => {
    const P = { Type: 'Parallel', Branches: [definitionOf({ B: { Type: 'Pass', Next: 'A' } })], Next: 'A' };
    expect(textsOf({ P, A: PASS })).toContain(
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: A at /States/P/Branches[0]/States/B/Next",
    );
  });
});

describe('the resource of a task', () => {
  const task = (Resource: string) => ({ A: { Type: 'Task', Resource, End: true } });

  test.each([
    'arn:aws:states:us-east-1:123456789012:aws-sdk:s3:getObject',
    'arn:aws:states:::aws-sdk:s3:getObject',
    'arn:aws:states:us-east-1:123456789012:activity:a',
  ])('%s is known', (resource) => {
    expect(textsOf(task(resource))).toBe('');
  });

  test.each(['arn:aws:states:us-east-1:123456789012:stateMachine:m', 'arn:aws:states:::dynamodb:query'])(
    '%s is not recognized',
    (resource) => {
      expect(textsOf(task(resource))).toBe(
        `SCHEMA_VALIDATION_FAILED: The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource`,
      );
    },
  );
});
