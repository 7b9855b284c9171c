/** How a storage's refusals leave the service: with S3's own code and status. */
import { ServiceError } from '../../base/service.ts';
import { BucketError } from '../../buckets/bucket-error.ts';

/** What a parameter asks for that no storage of ours does (API reference, "List of error codes"). */
export const notImplemented = (member: string) =>
  new ServiceError(
    'NotImplemented',
    `A parameter you provided implies functionality that is not implemented: ${member}`,
    501,
  );

export async function asServiceError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BucketError) throw new ServiceError(error.code, error.message, error.status);
    throw error;
  }
}
