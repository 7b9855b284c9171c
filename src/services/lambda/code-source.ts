/** Where the code of CreateFunction and UpdateFunctionCode comes from: the request itself, or an object. */
import { type Call, ServiceError } from '../../base/service.ts';
import { UNZIPPED_BYTES_MAX } from '../../runtimes/code-package.ts';
import { codeAccessDenied, invalidParameterValue, unzippedTooLarge, zipTooLarge } from './errors.ts';

/** Lambda quotas: "Deployment package size, zipped", for direct upload. */
export const ZIPPED_BYTES_MAX = 52_428_800;

export interface CodeInput {
  readonly ZipFile?: Uint8Array;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  readonly ImageUri?: string;
}

export interface ObjectLocation {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** Reads an object as whoever calls. @throws ServiceError with S3's code */
export type ObjectReader = (location: ObjectLocation, call: Call) => Promise<AsyncIterable<Uint8Array>>;

/** @throws ServiceError when the code is not given as a zip package, or cannot be read */
export async function zipOf(input: CodeInput, readObject: ObjectReader | undefined, call: Call): Promise<Uint8Array> {
  const { ZipFile, S3Bucket: Bucket, S3Key: Key, S3ObjectVersion, ImageUri } = input;
  if (ImageUri !== undefined) {
    throw invalidParameterValue("Please don't provide ImageUri when updating a function with packageType Zip.");
  }
  if (Bucket !== undefined && Key !== undefined) {
    const version = S3ObjectVersion === undefined ? {} : { VersionId: S3ObjectVersion };
    return zipInObject({ Bucket, Key, ...version }, readObject, call);
  }
  if (ZipFile === undefined) throw invalidParameterValue('Please provide a source for function code.');
  if (ZipFile.byteLength > ZIPPED_BYTES_MAX) throw zipTooLarge(ZIPPED_BYTES_MAX);
  return ZipFile;
}

async function zipInObject(
  location: ObjectLocation,
  readObject: ObjectReader | undefined,
  call: Call,
): Promise<Uint8Array> {
  if (readObject === undefined) {
    throw invalidParameterValue(
      'Stepwell has no object storage: start it with --object-dir or --endpoint s3=URL, or give the package as ZipFile.',
    );
  }
  try {
    return await gather(await readObject(location, call));
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === 'InvalidParameterValueException') throw error;
    if (error.code === 'AccessDenied') throw codeAccessDenied(location);
    throw invalidParameterValue(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

/** A package in an object may be larger than one in a request, but not than what it may unfold to. */
async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > UNZIPPED_BYTES_MAX) throw unzippedTooLarge(UNZIPPED_BYTES_MAX);
  }
  return Buffer.concat(chunks);
}
