/**
 * The port for the user's own objects: what Amazon S3 calls buckets, from which a Map reads its items and into which it
 * writes its results. (Stepwell's own bytes, such as code packages, lie in `store/object-store.ts`.)
 */

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** From the first byte to the last, both included; without `last`: to the end. */
export interface ByteRange {
  readonly first: number;
  readonly last?: number;
}

export interface GetOptions {
  readonly versionId?: string;
  readonly range?: ByteRange;
  /** Refused with `PreconditionFailed` when the object has another one by now. */
  readonly ifMatch?: string;
}

/** What is known of an object beside its bytes. */
export interface ObjectHead {
  /** In quotes. Other bytes have another one. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Of the whole object. */
  readonly totalBytes: number;
  readonly contentType: string;
  /** `AES256` ... as S3 says it. */
  readonly serverSideEncryption?: string;
  readonly versionId?: string;
  /** `x-amz-meta-...` without that prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectContent extends ObjectHead {
  /** How many bytes `body` gives: those of the range. */
  readonly contentBytes: number;
  /** To be read once, or to be left by `return()`. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface PutOptions {
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PutAnswer {
  readonly etag: string;
  readonly versionId?: string;
  readonly serverSideEncryption?: string;
  /** `ChecksumCRC32` ... where the storage tells them. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface ListQuery {
  readonly bucket: string;
  readonly prefix?: string;
  /** Keys that have it after the prefix are listed once, as a common prefix up to it. */
  readonly delimiter?: string;
  /** 1000 at most. */
  readonly maxKeys?: number;
  /** Only keys behind this one. */
  readonly startAfter?: string;
  /** The `next` of the page before. */
  readonly token?: string;
}

export interface ListedObject {
  readonly key: string;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly bytes: number;
  readonly storageClass: string;
}

export interface ObjectPage {
  /** In the order of the keys' UTF-8 bytes. */
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  /** Absent on the last page. */
  readonly next?: string;
}

export const LIST_KEYS_MAX = 1000;

/** Each method throws a BucketError for what the storage refuses. */
export interface Buckets {
  get(address: ObjectAddress, options?: GetOptions): Promise<ObjectContent>;
  head(address: ObjectAddress, options?: GetOptions): Promise<ObjectHead>;
  /** The object is there when it resolves, whole or not at all. A body of unknown length goes up in parts. */
  put(address: ObjectAddress, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<PutAnswer>;
  /** Deleting what is not there is fine. */
  delete(address: ObjectAddress): Promise<void>;
  list(query: ListQuery): Promise<ObjectPage>;
}
