import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import type { MachineType } from '../definition.ts';
import { parseDefinition } from '../parse/parse-definition.ts';
import { definitionOf } from '../run-machine.testing.ts';

const PROCESSOR = definitionOf({ I: { Type: 'Pass', End: true } });
const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const READER = { Resource: 'arn:aws:states:::s3:getObject' };

function problemsOf(fields: JsonObject, type: MachineType = 'STANDARD'): readonly string[] {
  const M = { Type: 'Map', ItemProcessor: PROCESSOR, End: true, ...fields };
  const defined = Object.fromEntries(Object.entries(M).filter(([, value]) => value !== undefined));
  const { diagnostics } = parseDefinition(JSON.stringify(definitionOf({ M: defined as JsonObject })), type);
  return diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
}

const schema = (text: string) => `SCHEMA_VALIDATION_FAILED: ${text}`;
const onlyOne = (field: string, at: string) =>
  schema(`There should only be one of the following fields: [${field}, ${field}Path] at ${at}`);
const distributed = (fields: JsonObject = {}): JsonObject => ({
  ItemProcessor: { ...PROCESSOR, ProcessorConfig: DISTRIBUTED },
  ...fields,
});

test.each<readonly [string, JsonObject]>([
  ['an ItemProcessor alone', {}],
  ['the old Iterator', { ItemProcessor: undefined as unknown as Json, Iterator: PROCESSOR }],
  [
    'an Iterator with a ProcessorConfig',
    { ItemProcessor: undefined as unknown as Json, Iterator: { ...PROCESSOR, ProcessorConfig: { Mode: 'INLINE' } } },
  ],
  ['the old Parameters', { Parameters: { 'v.$': '$$.Map.Item.Value' } }],
  ['an ItemsPath into the context object', { ItemsPath: '$$.Execution.Input' }],
  ['a MaxConcurrency beyond every integer type', { MaxConcurrency: 2 ** 70 }],
  ['a variable as MaxConcurrencyPath', { MaxConcurrencyPath: '$max' }],
  ['an ItemReader without a mode', { ItemReader: READER }],
  ['a label of 40 characters', distributed({ Label: 'x'.repeat(40) })],
  [
    'a whole distributed Map',
    distributed({
      ItemReader: { ...READER, ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'] } },
      ItemBatcher: { MaxItemsPerBatch: 10, MaxInputBytesPerBatch: 262144, BatchInput: { 'x.$': '$.x' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
      ToleratedFailurePercentage: 0.5,
    }),
  ],
])('%s is accepted', (_, fields) => {
  expect(problemsOf(fields)).toEqual([]);
});

describe('a Map is refused with', () => {
  test.each<readonly [JsonObject, readonly string[]]>([
    [
      { ItemProcessor: undefined as unknown as Json },
      [schema('These fields are required: [ItemProcessor] at /States/M')],
    ],
    [
      { Iterator: definitionOf({ J: { Type: 'Pass', End: true } }) },
      [schema('There should only be one of the following fields: [ItemProcessor, Iterator] at /States/M')],
    ],
    [
      { ItemSelector: {}, Parameters: {} },
      [schema('There should only be one of the following fields: [ItemSelector, Parameters] at /States/M')],
    ],
    [{ MaxConcurrency: 1, MaxConcurrencyPath: '$.n' }, [onlyOne('MaxConcurrency', '/States/M')]],
    [{ MaxConcurrency: -1 }, [schema('Minimum value is 0 at /States/M/MaxConcurrency')]],
    [{ MaxConcurrencyPath: '$$.n' }, [schema('Value is not a Reference Path at /States/M/MaxConcurrencyPath')]],
    [{ MaxConcurrencyPath: '$.n[*]' }, [schema('Value is not a Reference Path at /States/M/MaxConcurrencyPath')]],
    [{ ToleratedFailureCount: -1 }, [schema('Minimum value is 0 at /States/M/ToleratedFailureCount')]],
    [{ ToleratedFailurePercentage: -1 }, [schema('Minimum value is 0.0 at /States/M/ToleratedFailurePercentage')]],
    [{ ToleratedFailurePercentage: 100.5 }, [schema('Maximum value is 100.0 at /States/M/ToleratedFailurePercentage')]],
    [{ TimeoutSeconds: 1 }, [schema("Field 'TimeoutSeconds' is not supported at /States/M")]],
    [
      { ItemProcessor: { ...PROCESSOR, QueryLanguage: 'JSONPath' } },
      [schema("Field 'QueryLanguage' is not supported at /States/M/ItemProcessor")],
    ],
    [
      { ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: 'REMOTE' } } },
      [
        schema(
          "The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED] at /States/M/ItemProcessor/ProcessorConfig",
        ),
      ],
    ],
    [
      { ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: 'DISTRIBUTED' } } },
      [schema('These fields are required: [ExecutionType] at /States/M/ItemProcessor/ProcessorConfig')],
    ],
    [
      distributed({ ItemReader: { ...READER, ReaderConfig: { MaxItems: 1, MaxItemsPath: '$.n' } } }),
      [onlyOne('MaxItems', '/States/M/ItemReader/ReaderConfig')],
    ],
    [
      distributed({ ItemReader: { ...READER, ReaderConfig: { MaxItems: 100_000_001 } } }),
      [schema('Maximum value is 100000000 at /States/M/ItemReader/ReaderConfig/MaxItems')],
    ],
    [
      distributed({ ItemBatcher: { MaxInputBytesPerBatch: 262_145 } }),
      [schema('Maximum value is 262144 at /States/M/ItemBatcher/MaxInputBytesPerBatch')],
    ],
    [
      distributed({ ResultWriter: { Resource: 'arn:aws:states:::s3:getObject' } }),
      [
        schema(
          'The resource provided arn:aws:states:::s3:getObject is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/M/ResultWriter/Resource',
        ),
      ],
    ],
  ])('%j', (fields, problems) => {
    expect(problemsOf(fields)).toEqual(problems);
  });

  test('what is wrong inside, at its place', () => {
    const I = { Type: 'Map', ItemProcessor: PROCESSOR, MaxConcurrency: -1, End: true };
    const Outer = { ...PROCESSOR, StartAt: 'Inner', States: { Inner: I } };
    expect(problemsOf({ ItemProcessor: Outer })).toEqual([
      schema('Minimum value is 0 at /States/M/ItemProcessor/States/Inner/MaxConcurrency'),
    ]);
  });

  test.each(['', 'x'.repeat(41), 'a b', 'a*', 'a/b', 'a\u0080'])('the label %j', (Label) => {
    const problems = problemsOf(distributed({ Label }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^INVALID_LABEL_NAME: .* at \/States\/M\/Label$/);
  });

  test('a label that another Map has', () => {
    const label = (next: JsonObject, name: string): JsonObject => ({
      Type: 'Map',
      Label: 'L',
      ItemProcessor: { ...definitionOf({ [name]: { Type: 'Pass', End: true } }), ProcessorConfig: DISTRIBUTED },
      ...next,
    });
    const states = { A: label({ Next: 'B' }, 'I'), B: label({ End: true }, 'J') };
    const { diagnostics } = parseDefinition(JSON.stringify(definitionOf(states)));
    expect(diagnostics).toMatchObject([{ code: 'DUPLICATE_LABEL_NAME', location: '/States/B/Label' }]);
  });
});

describe('in an Express workflow', () => {
  const task = (Resource: string) => definitionOf({ I: { Type: 'Task', Resource, End: true } });
  const SYNC = 'arn:aws:states:::states:startExecution.sync:2';

  test('a distributed Map is refused', () => {
    expect(problemsOf(distributed(), 'EXPRESS')).toEqual([
      schema('Express state machine does not support distributed Map at /States/M/ItemProcessor/ProcessorConfig/Mode'),
    ]);
  });

  test('an iteration cannot wait for a job', () => {
    expect(problemsOf({ ItemProcessor: task(SYNC) }, 'EXPRESS')).toEqual([
      schema(
        "Express state machine does not support '.sync' service integration at /States/M/ItemProcessor/States/I/Resource",
      ),
    ]);
  });

  test.each<readonly [MachineType, number]>([
    ['STANDARD', 0],
    ['EXPRESS', 1],
  ])('of which a Map in a Standard one is made with ExecutionType %s: %i problems', (ExecutionType, count) => {
    const ItemProcessor = { ...task(SYNC), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType } };
    expect(problemsOf({ ItemProcessor })).toHaveLength(count);
  });
});
