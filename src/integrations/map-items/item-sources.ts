/** Where an ItemReader's items come from: the engine's port for them, over the objects that the machine's role may read. */
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import {
  type ItemReader,
  ItemReaderError,
  type ItemSource,
  type ItemSources,
} from '../../engine/map-runs/item-source.ts';
import { concatenated, type ItemStream, type Part, streamedSource } from './item-stream.ts';
import { type Listing, listedItems, listedObjects } from './listed-objects.ts';
import { manifestItems } from './manifests.ts';
import type { ObjectLocation } from './object-bytes.ts';
import { objectItems } from './object-items.ts';
import { formatOf, maxItemsOf, textOf } from './reader-config.ts';
import { type S3Access, type S3AccessDeps, s3Access } from './s3-access.ts';

export function createItemSources(deps: S3AccessDeps): ItemSources {
  return {
    async open({ resource, parameters, readerConfig }, access): Promise<ItemSource> {
      const s3 = s3Access(deps, access, (cause) => new ItemReaderError(cause));
      const open = READERS[resource.split(':').at(-1) ?? ''];
      if (open === undefined) throw new ItemReaderError(`Stepwell does not support the ItemReader ${resource}.`);
      const { name, stream } = open(s3, isJsonObject(parameters) ? parameters : {}, readerConfig);
      return streamedSource(stream, { name, maxItems: maxItemsOf(readerConfig) });
    },
  };
}

interface Reading {
  /** As the context object's `Map.Item.Source` has it. */
  readonly name: string;
  readonly stream: ItemStream;
}

type Reader = (s3: S3Access, parameters: JsonObject, config: ItemReader['readerConfig']) => Reading;

const READERS: Readonly<Record<string, Reader>> = {
  getObject(s3, parameters, config) {
    const VersionId = textOf(parameters['VersionId']);
    const location: ObjectLocation = {
      Bucket: required(parameters, 'Bucket'),
      Key: required(parameters, 'Key'),
      ...(VersionId !== undefined && { VersionId }),
    };
    const name = `S3://${location.Bucket}/${location.Key}`;
    const isManifest = config['InputType'] === 'MANIFEST' || config['ManifestType'] !== undefined;
    if (isManifest) return { name, stream: manifestItems(s3, location, config) };
    return { name, stream: objectItems({ s3, location, format: formatOf(config) }) };
  },

  listObjectsV2(s3, parameters, config) {
    const Prefix = textOf(parameters['Prefix']);
    const listing: Listing = { Bucket: required(parameters, 'Bucket'), ...(Prefix !== undefined && { Prefix }) };
    const name = `S3://${listing.Bucket}`;
    const isFlattened = config['Transformation'] === 'LOAD_AND_FLATTEN';
    return { name, stream: isFlattened ? loadedItems(s3, listing, config) : listedItems(s3, listing) };
  },
};

/** The items in each of the listed objects. A part's place is `[key of the object before, key]`, to begin listing at it again. */
function loadedItems(s3: S3Access, listing: Listing, config: JsonObject): ItemStream {
  const format = formatOf(config);
  return concatenated(async function* (place): AsyncGenerator<Part> {
    let before: Json = place ?? null;
    for await (const { Key, Size } of listedObjects(s3, listing, before)) {
      // what stands for a folder in S3's console has nothing in it
      if (Size > 0) {
        yield { place: before, stream: objectItems({ s3, location: { Bucket: listing.Bucket, Key }, format }) };
      }
      before = Key;
    }
  });
}

/** @throws ItemReaderError. GUESS: the wording */
function required(parameters: JsonObject, name: string): string {
  const value = textOf(parameters[name]);
  if (value === undefined || value === '') throw new ItemReaderError(`The ItemReader has no ${name}.`);
  return value;
}
