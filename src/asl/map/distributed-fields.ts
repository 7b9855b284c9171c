/** ItemReader, ItemBatcher and ResultWriter: what is wrong with them (asl.md section 13). */
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

export function checkDistributedFields(source: StateSource): void {
  part(source, 'ItemReader', checkReader);
  part(source, 'ItemBatcher', checkBatcher);
  part(source, 'ResultWriter', checkWriter);
}

function part(source: StateSource, field: string, check: (part: StateSource) => void): void {
  const json = readObject(source, field);
  if (json !== undefined) check(within(source, json, field));
}

function checkReader(reader: StateSource): void {
  refuseUnknown(reader, ['Resource', 'Parameters', 'Arguments', 'ReaderConfig']);
  requireFields(reader, 'Resource');
  checkResource(reader, READERS);
  readParameters(reader);
  part(reader, 'ReaderConfig', checkReaderConfig);
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

function checkReaderConfig(config: StateSource): void {
  refuseUnknown(config, READER_CONFIG_FIELDS);
  readChoice(config, 'InputType', ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST']);
  const headers = readChoice(config, 'CSVHeaderLocation', ['FIRST_ROW', 'GIVEN']);
  readChoice(config, 'CSVDelimiter', ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']);
  readChoice(config, 'Transformation', ['NONE', 'LOAD_AND_FLATTEN']);
  readChoice(config, 'ManifestType', ['ATHENA_DATA', 'S3_INVENTORY']);
  if (headers === 'GIVEN') requireFields(config, 'CSVHeaders');
  readArray(config, 'CSVHeaders');
  readText(config, 'ItemsPointer');
  readNumberField(config, 'MaxItems');
}

function checkBatcher(batcher: StateSource): void {
  const limits = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'] as const;
  refuseUnknown(batcher, ['BatchInput', ...limits.flatMap((name) => [name, `${name}Path`])]);
  for (const name of limits) readNumberField(batcher, name);
  readPayload(batcher, 'BatchInput');
}

function checkWriter(writer: StateSource): void {
  refuseUnknown(writer, ['Resource', 'Parameters', 'Arguments', 'WriterConfig']);
  checkResource(writer, WRITERS);
  readParameters(writer);
  part(writer, 'WriterConfig', (config) => {
    refuseUnknown(config, ['Transformation', 'OutputType']);
    readChoice(config, 'Transformation', ['NONE', 'COMPACT', 'FLATTEN']);
    readChoice(config, 'OutputType', ['JSON', 'JSONL']);
  });
}

function readParameters(source: StateSource): void {
  readPayload(source, source.language === 'JSONata' ? 'Arguments' : 'Parameters');
}

function checkResource(source: StateSource, actions: readonly string[]): void {
  const resource = readText(source, 'Resource');
  const [, action = ''] = /^arn:aws[\w-]*:states:::s3:(\w+)$/.exec(resource ?? '') ?? [];
  if (resource === undefined || actions.includes(action)) return;
  const message = `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  report(source, message, 'Resource');
}
