/**
 * What state machines and functions use of Amazon S3, over the storage that Stepwell was started with: the table of its
 * operations. They are reached through `dispatch` alone; clients from outside speak to the storage itself.
 */
import type { Call, Dispatch, Service } from '../../base/service.ts';
import type { Buckets } from '../../buckets/buckets.ts';
import { listOperations } from './listing.ts';
import { type GetInput, type GetOutput, objectOperations } from './objects.ts';

/** The bytes of an object, for whoever may read it. @throws ServiceError */
export async function readObject(dispatch: Dispatch, input: GetInput, call: Call): Promise<AsyncIterable<Uint8Array>> {
  return ((await dispatch.run('s3', 'GetObject', input, call)) as GetOutput).Body;
}

export function createS3Service(buckets: Buckets): Service {
  return { name: 's3', operations: { ...objectOperations(buckets), ...listOperations(buckets) } };
}
