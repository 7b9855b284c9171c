/** S3 as the role of a state machine uses it for a Map Run: through `dispatch`, with S3's permissions. */
import type { Random } from '../../base/random.ts';
import { type Authorizer, type Call, type Dispatch, ServiceError, STATES_PRINCIPAL } from '../../base/service.ts';
import type { ObjectAccess } from '../../engine/map-runs/item-source.ts';

export interface S3AccessDeps {
  readonly dispatch: Dispatch;
  readonly authorizer: Authorizer;
  readonly random: Random;
  /** Whether there is a storage of objects. */
  readonly hasStorage: boolean;
}

/** @throws Error of the kind that `failure` makes */
export type S3Access = <Out>(operation: string, input: object) => Promise<Out>;

export const NO_STORAGE =
  'Stepwell has no object storage: start it with --object-dir FOLDER or --endpoint s3=URL, in which the objects are.';

/** @param failure makes the error that a refusal becomes, from its text */
export function s3Access(deps: S3AccessDeps, access: ObjectAccess, failure: (cause: string) => Error): S3Access {
  const { dispatch, authorizer, random, hasStorage } = deps;
  const { roleArn, region, account } = access;
  return async <Out>(operation: string, input: object) => {
    if (!hasStorage) throw failure(NO_STORAGE);
    const denial = authorizer.assumeDenial(roleArn, STATES_PRINCIPAL);
    if (denial !== undefined) throw failure(`Step Functions cannot assume the role ${roleArn}: ${denial.message}`);
    const principal = authorizer.assumedRole(roleArn, random.seed());
    const call: Call = { principal, account, region, requestId: random.uuid() };
    try {
      return (await dispatch.run('s3', operation, input, call)) as Out;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw failure(causeOf(error, call));
    }
  };
}

/** GUESS: in the words of the SDK, as tasks have them. */
function causeOf({ message, status }: ServiceError, { requestId }: Call): string {
  return `${message} (Service: S3, Status Code: ${status}, Request ID: ${requestId}, Extended Request ID: ${requestId})`;
}
