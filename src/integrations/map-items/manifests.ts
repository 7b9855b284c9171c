/**
 * Manifests: objects that name the objects with the items. One of an S3 inventory is JSON and names CSV files, packed with gzip;
 * one of an Athena UNLOAD names a file a line, `s3://BUCKET/KEY`. (S3 user guide, "Amazon S3 Inventory"; Athena user guide, UNLOAD.)
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject, JsonSyntaxError, parseJson } from '../../base/json.ts';
import { type ItemCursor, ItemReaderError } from '../../engine/map-runs/item-source.ts';
import { csvItems } from './formats/csv.ts';
import { linesOf } from './formats/json-lines.ts';
import { concatenated, type ItemStream, type Part } from './item-stream.ts';
import { type ObjectLocation, objectBytes } from './object-bytes.ts';
import { objectItems } from './object-items.ts';
import { type Format, formatOf, offsetOf, textOf } from './reader-config.ts';
import type { S3Access } from './s3-access.ts';

/** A part's place is the number of its file. */
export function manifestItems(s3: S3Access, manifest: ObjectLocation, config: JsonObject): ItemStream {
  const read = config['ManifestType'] === 'ATHENA_DATA' ? readAthenaManifest : readInventory;
  return concatenated(async function* (place): AsyncGenerator<Part> {
    const { files, format } = await read(s3, manifest, config);
    for (const [number, location] of files.entries()) {
      if (number < placeOf(place)) continue;
      const isPacked = location.Key.endsWith('.gz');
      yield { place: number, stream: objectItems({ s3, location, format, isPacked }) };
    }
  });
}

interface Files {
  readonly files: readonly ObjectLocation[];
  readonly format: Format;
}

function placeOf(place: ItemCursor | undefined): number {
  return typeof place === 'number' ? place : 0;
}

async function readAthenaManifest(s3: S3Access, manifest: ObjectLocation, config: JsonObject): Promise<Files> {
  const files: ObjectLocation[] = [];
  for await (const { text } of linesOf(objectBytes(s3, manifest, ''), 0)) {
    const [, Bucket, Key] = /^"?s3:\/\/([^/]+)\/(.+?)"?$/.exec(text.trim()) ?? [];
    if (Bucket !== undefined && Key !== undefined) files.push({ Bucket, Key });
    else if (text.trim() !== '') throw invalidManifest(`it names no object: ${text.trim()}`);
  }
  return { files, format: formatOf(config) };
}

async function readInventory(s3: S3Access, manifest: ObjectLocation): Promise<Files> {
  const chunks: Buffer[] = [];
  for await (const chunk of objectBytes(s3, manifest, '').chunks(0)) chunks.push(chunk);
  const inventory = parseManifest(Buffer.concat(chunks).toString('utf8'));
  const { fileFormat, fileSchema, destinationBucket, files } = inventory;
  // documented: inventories in another format than CSV are not supported
  if (fileFormat !== 'CSV') throw invalidManifest(`its fileFormat is not CSV`);
  const schema = textOf(fileSchema);
  const Bucket = textOf(destinationBucket)?.replace(/^arn:aws[\w-]*:s3:::/, '');
  if (schema === undefined || Bucket === undefined || !isJsonArray(files)) {
    throw invalidManifest('it has no fileSchema, destinationBucket or files');
  }
  const items = csvItems({ headers: schema.split(',').map((name) => name.trim()), delimiter: ',' });
  return {
    files: files.map((file) => ({ Bucket, Key: keyOf(file) })),
    format: (bytes, from) => items(bytes, offsetOf(from)),
  };
}

function keyOf(file: Json): string {
  const key = isJsonObject(file) ? textOf(file['key']) : undefined;
  if (key === undefined) throw invalidManifest('one of its files has no key');
  return key;
}

function parseManifest(text: string): JsonObject {
  try {
    const manifest = parseJson(text);
    if (isJsonObject(manifest)) return manifest;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw invalidManifest('it is no JSON object');
}

/** GUESS: the wording. */
function invalidManifest(reason: string): ItemReaderError {
  return new ItemReaderError(`The manifest cannot be read: ${reason}.`);
}
