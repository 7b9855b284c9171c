/** Where the code of CreateFunction and UpdateFunctionCode comes from: the request itself, for now. */
import { invalidParameterValue } from './errors.ts';

export interface CodeInput {
  readonly ZipFile?: Uint8Array;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly ImageUri?: string;
}

/** @throws ServiceError when the code is not given as a zip package */
export function zipOf({ ZipFile, S3Bucket, S3Key, ImageUri }: CodeInput): Uint8Array {
  if (ImageUri !== undefined) {
    throw invalidParameterValue("Please don't provide ImageUri when updating a function with packageType Zip.");
  }
  if (S3Bucket !== undefined || S3Key !== undefined) {
    throw invalidParameterValue('Stepwell has no Amazon S3: give the code package itself, as ZipFile.');
  }
  if (ZipFile === undefined) throw invalidParameterValue('Please provide a source for function code.');
  return ZipFile;
}
