/** What a storage refuses, with the codes and words of Amazon S3 (API reference, "List of error codes"). */

export class BucketError extends Error {
  /** `NoSuchKey` */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const noSuchBucket = () => new BucketError('NoSuchBucket', 'The specified bucket does not exist', 404);
export const noSuchKey = () => new BucketError('NoSuchKey', 'The specified key does not exist.', 404);
export const noSuchVersion = () => new BucketError('NoSuchVersion', 'The specified version does not exist.', 404);
export const invalidBucketName = () => new BucketError('InvalidBucketName', 'The specified bucket is not valid.', 400);
export const invalidRange = () => new BucketError('InvalidRange', 'The requested range is not satisfiable', 416);
export const preconditionFailed = () =>
  new BucketError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
export const invalidArgument = (message: string) => new BucketError('InvalidArgument', message, 400);
