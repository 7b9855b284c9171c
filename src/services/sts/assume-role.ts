/** AssumeRole: temporary credentials for a session of a role. */
import { parseArn } from '../../base/arn.ts';
import type { Call, Operation, Permission, Principal } from '../../base/service.ts';
import { errors } from './errors.ts';
import type { StsDeps } from './index.ts';
import { type SessionTag, sessionTagsOf } from './session-tags.ts';
import { assumeRoleShape } from './shapes.ts';

interface AssumeRoleInput {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
  readonly Tags?: readonly SessionTag[];
  readonly TransitiveTagKeys?: readonly string[];
  readonly Policy?: string;
  readonly PolicyArns?: readonly object[];
  readonly ExternalId?: string;
}

const DURATION_SECONDS_DEFAULT = 3600;
/** STS: a session of a role that assumes another one. */
const CHAINED_SECONDS_MAX = 3600;
/** GUESS: what 100 percent of PackedPolicySize stand for; AWS's packed format is not public. */
const PACKED_CHARACTERS_MAX = 2048;

export function assumeRole({ authorizer, credentials, findRole }: StsDeps): Operation<AssumeRoleInput> {
  return {
    input: assumeRoleShape,
    permissions({ RoleArn, RoleSessionName, ExternalId, Tags = [] }): readonly Permission[] {
      const arn = parseArn(RoleArn);
      if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) throw errors.invalidArn(RoleArn);
      const context = {
        'sts:RoleSessionName': RoleSessionName,
        ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
        ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
      };
      const assume = { action: 'sts:AssumeRole', resource: RoleArn, context };
      return Tags.length === 0 ? [assume] : [assume, { action: 'sts:TagSession', resource: RoleArn, context }];
    },
    async run(input, { principal: caller }: Call) {
      const { RoleArn, RoleSessionName, DurationSeconds, Tags = [], TransitiveTagKeys = [] } = input;
      if (input.Policy !== undefined || input.PolicyArns?.length) throw errors.sessionPoliciesUnsupported();
      const role = findRole(RoleArn);
      if (role === undefined) throw errors.notAuthorizedToAssume(caller, RoleArn);
      const seconds = DurationSeconds ?? DURATION_SECONDS_DEFAULT;
      checkDuration(seconds, role.maxSessionSeconds, caller);
      const session: Principal = {
        ...authorizer.assumedRole(RoleArn, RoleSessionName),
        ...sessionTagsOf(caller, { tags: Tags, transitiveKeys: TransitiveTagKeys }),
      };
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials.issue(session, seconds);
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: expiration,
        },
        AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
        PackedPolicySize: packedSize(Tags),
      };
    },
  };
}

function checkDuration(seconds: number, maxSessionSeconds: number, caller: Principal): void {
  if (caller.type === 'assumed-role' && seconds > CHAINED_SECONDS_MAX) throw errors.durationAboveChainMaximum();
  if (seconds > maxSessionSeconds) throw errors.durationAboveRoleMaximum();
}

/** A percentage; absent without session tags (recorded). */
function packedSize(tags: readonly SessionTag[]): number | undefined {
  if (tags.length === 0) return undefined;
  const characters = tags.reduce((sum, { Key, Value }) => sum + Key.length + Value.length, 0);
  return Math.ceil((characters * 100) / PACKED_CHARACTERS_MAX);
}
