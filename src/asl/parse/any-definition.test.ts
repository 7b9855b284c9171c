/** Definitions from outside: those AWS accepts, and whatever else somebody may send. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conformanceCorpus, skips } from '../../../tests/optional-parts.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { definitionOf, FUNCTION_ARN } from '../run-machine.testing.ts';
import { parseDefinition } from './parse-definition.ts';
import { problemsOf } from './problems.testing.ts';

const PASS = { Type: 'Pass', End: true };

describe.skipIf(skips('conformance'))('definitions that AWS accepts', () => {
  const folder = `${conformanceCorpus}/definitions`;
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

  test.each(files)('%s', (name) => {
    const { steps } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    for (const definition of definitionsIn(steps)) expect(problemsOf(definition)).toEqual([]);
  });
});

function definitionsIn(steps: readonly { params?: { definition?: unknown } }[]): readonly string[] {
  return steps.flatMap(({ params }) => (typeof params?.definition === 'string' ? [params.definition] : []));
}

describe('parsing never throws', () => {
  const parses = (text: string) => {
    const { machine, diagnostics } = parseDefinition(text);
    expect(machine === undefined).toBe(diagnostics.some(({ severity }) => severity === 'ERROR'));
  };
  const field = fc.constantFrom(
    ...['StartAt', 'States', 'Type', 'Next', 'End', 'Choices', 'Default', 'Branches', 'Retry', 'Catch', 'ErrorEquals'],
    ...['Resource', 'Parameters', 'x.$', 'Variable', 'And', 'Not', 'IsNull', 'NumericEquals', 'Seconds', 'Timestamp'],
    ...[
      'InputPath',
      'ResultPath',
      'Assign',
      'ItemProcessor',
      'Credentials',
      'QueryLanguage',
      'Error',
      'CausePath',
      'A',
    ],
    ...['__proto__', 'constructor'],
  );
  const leaf = fc.constantFrom<Json>(
    ...[
      'Pass',
      'Task',
      'Choice',
      'Wait',
      'Succeed',
      'Fail',
      'Parallel',
      'Map',
      'JSONata',
      'JSONPath',
      'A',
      '$',
      '$.a',
      '$$.a',
    ],
    ...['$x', "States.Format('{}', $.a)", 'States.ALL', FUNCTION_ARN, '{% 1 %}', ''],
    ...[null, true, false, 0, -1, 1.5, 1e300, '2026-01-01T00:00:00Z'],
  );
  const { value: nearly } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6, depthIdentifier: 'definition' },
      leaf,
      fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'definition' }),
      fc.dictionary(field, tie('value'), { maxKeys: 8, depthIdentifier: 'definition' }),
    ),
  }));

  test('on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), parses));
  });

  test('on arbitrary JSON', () => {
    fc.assert(fc.property(fc.json(), parses));
  });

  test('on JSON that is nearly a definition', () => {
    fc.assert(
      fc.property(fc.dictionary(field, nearly), fc.dictionary(field, nearly), (fields, states) => {
        parses(JSON.stringify({ StartAt: 'A', States: states, ...fields }));
        parses(JSON.stringify(definitionOf({ A: fields as JsonObject, ...states })));
      }),
      { numRuns: 300 },
    );
  });

  test('on definitions nested as deeply as JSON may be', () => {
    let states: JsonObject = { A: PASS };
    for (let i = 0; i < 240; i++)
      states = { [`P${i}`]: { Type: 'Parallel', Branches: [definitionOf(states)], End: true } };
    expect(problemsOf(definitionOf(states))).toEqual([]);
    parses(JSON.stringify(definitionOf({ A: { ...PASS, Result: JSON.parse('['.repeat(900) + ']'.repeat(900)) } })));
    parses(JSON.stringify(definitionOf({ A: { ...PASS, Parameters: JSON.parse('['.repeat(900) + ']'.repeat(900)) } })));
  });
});
