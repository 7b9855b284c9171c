/** GetObject, HeadObject, PutObject, CopyObject and DeleteObject. */
import type { Operation, Permission } from '../../base/service.ts';
import type { Buckets, GetOptions, ObjectAddress, ObjectHead, PutAnswer } from '../../buckets/buckets.ts';
import { asServiceError, notImplemented } from './errors.ts';
import { parseRange } from './range.ts';
import { objectMembers, refusedMembers, structure } from './shapes.ts';

interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

export interface GetInput extends ObjectInput {
  readonly Range?: string;
  readonly IfMatch?: string;
}

export interface GetOutput {
  readonly Body: AsyncIterable<Uint8Array>;
  readonly ContentLength: number;
  /** Only of an answer to a Range. */
  readonly ContentRange?: string;
  readonly ETag: string;
}

export interface PutInput extends ObjectInput {
  readonly Body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly ContentType?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

interface CopyInput extends ObjectInput {
  /** `BUCKET/KEY`, percent-encoded, perhaps with a slash before and a `?versionId=` behind it. */
  readonly CopySource: string;
}

const NO_CONDITIONS = ['IfNoneMatch', 'IfModifiedSince', 'IfUnmodifiedSince', 'PartNumber', 'SSECustomerKey'];
const PLAIN_PUTS = ['IfMatch', 'IfNoneMatch', 'Tagging', 'SSECustomerKey', 'SSEKMSKeyId', 'ObjectLockMode'];

const readMembers = { ...objectMembers, VersionId: { type: 'string' }, IfMatch: { type: 'string' } } as const;
const writeMembers = {
  ...objectMembers,
  ContentType: { type: 'string' },
  Metadata: { type: 'map', key: { type: 'string' }, value: { type: 'string' } },
  ...refusedMembers(PLAIN_PUTS),
} as const;

export function objectOperations(buckets: Buckets): Readonly<Record<string, Operation>> {
  const getObject: Operation<GetInput, GetOutput> = {
    input: structure({ ...readMembers, Range: { type: 'string' }, ...refusedMembers(NO_CONDITIONS) }),
    rest: { method: 'GET', path: '/{Bucket}/{Key}', status: 200, responsePayload: 'Body' },
    permissions: readPermissions,
    async run(input) {
      refuse(input, NO_CONDITIONS);
      const range = input.Range === undefined ? undefined : parseRange(input.Range);
      const found = await asServiceError(
        buckets.get(addressOf(input), { ...getOptions(input), ...(range && { range }) }),
      );
      const last = (range?.first ?? 0) + found.contentBytes - 1;
      return {
        ...shownHead(found),
        ContentLength: found.contentBytes,
        ...(range && { ContentRange: `bytes ${range.first}-${last}/${found.totalBytes}` }),
        Body: found.body,
      };
    },
  };

  const headObject: Operation<GetInput> = {
    input: structure({ ...readMembers, ...refusedMembers(NO_CONDITIONS) }),
    permissions: readPermissions,
    async run(input) {
      refuse(input, NO_CONDITIONS);
      const head = await asServiceError(buckets.head(addressOf(input), getOptions(input)));
      return { ...shownHead(head), ContentLength: head.totalBytes };
    },
  };

  const putObject: Operation<PutInput> = {
    input: structure({ ...writeMembers, Body: { type: 'blob' } }),
    rest: { method: 'PUT', path: '/{Bucket}/{Key}', status: 200, payload: 'Body' },
    permissions: (input) => [permission('s3:PutObject', input)],
    async run(input) {
      refuse(input, PLAIN_PUTS);
      const { Body = new Uint8Array(), ContentType: contentType, Metadata: metadata } = input;
      const options = { ...(contentType !== undefined && { contentType }), ...(metadata && { metadata }) };
      return shownPut(await asServiceError(buckets.put(addressOf(input), Body, options)));
    },
  };

  const copyObject: Operation<CopyInput> = {
    input: structure({ ...writeMembers, CopySource: { type: 'string', required: true } }),
    permissions: (input) => [...readPermissions(sourceOf(input)), permission('s3:PutObject', input)],
    async run(input) {
      refuse(input, PLAIN_PUTS);
      const source = sourceOf(input);
      const { body, contentType, metadata } = await asServiceError(buckets.get(addressOf(source), getOptions(source)));
      const put = await asServiceError(buckets.put(addressOf(input), body, { contentType, metadata }));
      const { lastModifiedMs } = await asServiceError(buckets.head(addressOf(input)));
      return { CopyObjectResult: { ETag: put.etag, LastModified: new Date(lastModifiedMs) } };
    },
  };

  const deleteObject: Operation<ObjectInput> = {
    input: structure({ ...objectMembers, ...refusedMembers(['VersionId']) }),
    permissions: (input) => [permission('s3:DeleteObject', input)],
    async run(input) {
      refuse(input, ['VersionId']);
      await asServiceError(buckets.delete(addressOf(input)));
      return {};
    },
  };

  return {
    GetObject: getObject,
    HeadObject: headObject,
    PutObject: putObject,
    CopyObject: copyObject,
    DeleteObject: deleteObject,
  };
}

/** @throws ServiceError */
function refuse(input: object, members: readonly string[]): void {
  const asked = members.find((name) => (input as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (asked !== undefined) throw notImplemented(asked);
}

function permission(action: string, { Bucket, Key }: ObjectInput): Permission {
  return { action, resource: `arn:aws:s3:::${Bucket}/${Key}` };
}

function readPermissions(input: ObjectInput): readonly Permission[] {
  return [permission(input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', input)];
}

function addressOf({ Bucket, Key }: ObjectInput): ObjectAddress {
  return { bucket: Bucket, key: Key };
}

function getOptions({ VersionId, IfMatch }: GetInput): GetOptions {
  return {
    ...(VersionId !== undefined && { versionId: VersionId }),
    ...(IfMatch !== undefined && { ifMatch: IfMatch }),
  };
}

function sourceOf({ CopySource }: CopyInput): ObjectInput {
  const [path = '', versionId] = CopySource.replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  const Key = decodeURIComponent(path.slice(slash + 1));
  return { Bucket: path.slice(0, slash), Key, ...(versionId !== undefined && { VersionId: versionId }) };
}

/** In the order of the recorded answers. */
function shownHead({ etag, lastModifiedMs, contentType, metadata, serverSideEncryption, versionId }: ObjectHead) {
  return {
    AcceptRanges: 'bytes',
    ContentType: contentType,
    ETag: etag,
    LastModified: new Date(lastModifiedMs),
    Metadata: metadata,
    ...(serverSideEncryption !== undefined && { ServerSideEncryption: serverSideEncryption }),
    ...(versionId !== undefined && { VersionId: versionId }),
  };
}

function shownPut({ checksums, etag, serverSideEncryption, versionId }: PutAnswer) {
  return {
    ...checksums,
    ETag: etag,
    ...(serverSideEncryption !== undefined && { ServerSideEncryption: serverSideEncryption }),
    ...(versionId !== undefined && { VersionId: versionId }),
  };
}
