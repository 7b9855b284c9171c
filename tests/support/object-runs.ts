/** What reads and writes the objects of a Map Run, over the S3 service and any storage, as a role that may do everything. */
import { createDispatch } from '../../src/api/dispatch.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { Authorizer } from '../../src/base/service.ts';
import type { Buckets } from '../../src/buckets/buckets.ts';
import type { ObjectAccess } from '../../src/engine/map-runs/item-source.ts';
import type { S3AccessDeps } from '../../src/integrations/map-items/s3-access.ts';
import { createS3Service } from '../../src/services/s3/index.ts';

export const ACCESS: ObjectAccess = {
  region: 'us-east-1',
  account: '000000000000',
  roleArn: 'arn:aws:iam::000000000000:role/machine',
};

/** Everybody may do everything but what is denied. */
export function objectAccess(buckets: Buckets, denied: readonly string[] = []): S3AccessDeps {
  const authorizer: Authorizer = {
    denial: (_, { action }) =>
      denied.includes(action)
        ? { message: `may not perform: ${action}`, explain: () => ({ deniedBy: [], remedies: [] }) }
        : undefined,
    assumeDenial: () => undefined,
    assumedRole: (roleArn) => ({ type: 'assumed-role', arn: roleArn, roleArn, account: ACCESS.account }),
  };
  const onDefect = (error: unknown) => {
    throw error;
  };
  const dispatch = createDispatch({ services: [createS3Service(buckets)], authorizer, onDefect });
  return { dispatch, authorizer, random: systemRandom, hasStorage: true };
}
