/** ItemReader, ItemBatcher and ResultWriter: what is wrong with them, and what they say (asl.md section 13). */
import type { JsonObject } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import type { Evaluator } from '../flow.ts';
import { readPayload } from '../parse/read-flow.ts';
import {
  readArray,
  readChoice,
  readObject,
  readText,
  refuseUnknown,
  report,
  requireFields,
  type StateSource,
  within,
} from '../parse/state-source.ts';
import { readNumberField } from './number-field.ts';

const READERS = ['getObject', 'listObjectsV2'];
const WRITERS = ['putObject'];

/** An ItemReader or a ResultWriter. */
export interface ObjectField {
  readonly resource?: string;
  readonly parameters?: Evaluator<Payload>;
  /** ReaderConfig or WriterConfig, as it stands. */
  readonly config: JsonObject;
}

export interface ItemReaderField extends ObjectField {
  readonly maxItems?: Evaluator<number>;
}

export interface ItemBatcherField {
  readonly maxItems?: Evaluator<number>;
  readonly maxInputBytes?: Evaluator<number>;
  readonly batchInput?: Evaluator<Payload>;
}

/** What only a distributed Map has. */
export interface DistributedFields {
  readonly reader?: ItemReaderField;
  readonly batcher?: ItemBatcherField;
  readonly writer?: ObjectField;
}

export function readDistributedFields(source: StateSource): DistributedFields {
  return {
    ...part(source, 'ItemReader', (reader) => ({ reader: readReader(reader) })),
    ...part(source, 'ItemBatcher', (batcher) => ({ batcher: readBatcher(batcher) })),
    ...part(source, 'ResultWriter', (writer) => ({ writer: readWriter(writer) })),
  };
}

function part<T>(source: StateSource, field: string, read: (part: StateSource) => T): T | undefined {
  const json = readObject(source, field);
  return json === undefined ? undefined : read(within(source, json, field));
}

function readReader(reader: StateSource): ItemReaderField {
  refuseUnknown(reader, ['Resource', 'Parameters', 'Arguments', 'ReaderConfig']);
  requireFields(reader, 'Resource');
  const maxItems = part(reader, 'ReaderConfig', readReaderConfig);
  return { ...readObjectField(reader, READERS, 'ReaderConfig'), ...(maxItems && { maxItems }) };
}

function readObjectField(source: StateSource, actions: readonly string[], config: string): ObjectField {
  const resource = readResource(source, actions);
  const parameters = readPayload(source, source.language === 'JSONata' ? 'Arguments' : 'Parameters');
  return {
    ...(resource === undefined ? {} : { resource }),
    ...(parameters && { parameters }),
    config: readObject(source, config) ?? {},
  };
}

const READER_CONFIG_FIELDS = [
  'InputType',
  'CSVHeaderLocation',
  'CSVHeaders',
  'CSVDelimiter',
  'MaxItems',
  'MaxItemsPath',
  'ItemsPointer',
  'Transformation',
  'ManifestType',
];

function readReaderConfig(config: StateSource): Evaluator<number> | undefined {
  refuseUnknown(config, READER_CONFIG_FIELDS);
  readChoice(config, 'InputType', ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST']);
  const headers = readChoice(config, 'CSVHeaderLocation', ['FIRST_ROW', 'GIVEN']);
  readChoice(config, 'CSVDelimiter', ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']);
  readChoice(config, 'Transformation', ['NONE', 'LOAD_AND_FLATTEN']);
  readChoice(config, 'ManifestType', ['ATHENA_DATA', 'S3_INVENTORY']);
  if (headers === 'GIVEN') requireFields(config, 'CSVHeaders');
  readArray(config, 'CSVHeaders');
  readText(config, 'ItemsPointer');
  return readNumberField(config, 'MaxItems');
}

function readBatcher(batcher: StateSource): ItemBatcherField {
  const limits = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'] as const;
  refuseUnknown(batcher, ['BatchInput', ...limits.flatMap((name) => [name, `${name}Path`])]);
  const [maxItems, maxInputBytes] = limits.map((name) => readNumberField(batcher, name));
  const batchInput = readPayload(batcher, 'BatchInput');
  return { ...(maxItems && { maxItems }), ...(maxInputBytes && { maxInputBytes }), ...(batchInput && { batchInput }) };
}

function readWriter(writer: StateSource): ObjectField {
  refuseUnknown(writer, ['Resource', 'Parameters', 'Arguments', 'WriterConfig']);
  part(writer, 'WriterConfig', (config) => {
    refuseUnknown(config, ['Transformation', 'OutputType']);
    readChoice(config, 'Transformation', ['NONE', 'COMPACT', 'FLATTEN']);
    readChoice(config, 'OutputType', ['JSON', 'JSONL']);
  });
  return readObjectField(writer, WRITERS, 'WriterConfig');
}

function readResource(source: StateSource, actions: readonly string[]): string | undefined {
  const resource = readText(source, 'Resource');
  const [, action = ''] = /^arn:aws[\w-]*:states:::s3:(\w+)$/.exec(resource ?? '') ?? [];
  if (resource === undefined || actions.includes(action)) return resource;
  const message = `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  report(source, message, 'Resource');
  return undefined;
}
