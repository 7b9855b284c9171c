/** AssumeRole: temporary credentials for a session of a role. */
import { parseArn } from '../../base/arn.ts';
import type { Call, Operation, Permission, Principal } from '../../base/service.ts';
import { errors } from './errors.ts';
import type { StsDeps } from './index.ts';
import {
  describeCredentials,
  type PolicyRequest,
  packedSize,
  sessionMembers,
  sessionPoliciesOf,
  transitiveTagKeys,
} from './session.ts';
import { type SessionTag, sessionTagsOf } from './session-tags.ts';

interface AssumeRoleInput extends PolicyRequest {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
  readonly Tags?: readonly SessionTag[];
  readonly TransitiveTagKeys?: readonly string[];
  readonly ExternalId?: string;
}

const DURATION_SECONDS_DEFAULT = 3600;
/** STS: a session of a role that assumes another one. */
const CHAINED_SECONDS_MAX = 3600;

export function assumeRole({
  authorizer,
  credentials,
  findRole,
  sessionPolicyFault,
}: StsDeps): Operation<AssumeRoleInput> {
  return {
    input: {
      type: 'structure',
      members: {
        RoleArn: { type: 'string', required: true, min: 20, max: 2048 },
        RoleSessionName: { type: 'string', required: true, min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
        DurationSeconds: { type: 'integer', min: 900, max: 43_200 },
        TransitiveTagKeys: transitiveTagKeys,
        ExternalId: { type: 'string', min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
        ...sessionMembers,
      },
    },
    permissions({ RoleArn, RoleSessionName, ExternalId, Tags = [] }): readonly Permission[] {
      requireRoleArn(RoleArn);
      const context = {
        'sts:RoleSessionName': RoleSessionName,
        ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
        ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        ...(Tags.length > 0 && { 'aws:TagKeys': Tags.map(({ Key }) => Key) }),
      };
      const assume = { action: 'sts:AssumeRole', resource: RoleArn, context };
      return Tags.length === 0 ? [assume] : [assume, { action: 'sts:TagSession', resource: RoleArn, context }];
    },
    async run(input, { principal: caller }: Call) {
      const { RoleArn, RoleSessionName, DurationSeconds, Tags = [], TransitiveTagKeys = [] } = input;
      const role = findRole(RoleArn);
      if (role === undefined) throw errors.notAuthorizedToAssume(caller, RoleArn);
      const seconds = DurationSeconds ?? DURATION_SECONDS_DEFAULT;
      checkDuration(seconds, role.maxSessionSeconds, caller);
      const sessionPolicies = sessionPoliciesOf(input, sessionPolicyFault);
      const session: Principal = {
        ...authorizer.assumedRole(RoleArn, RoleSessionName),
        ...sessionTagsOf(caller, { tags: Tags, transitiveKeys: TransitiveTagKeys }),
        ...(sessionPolicies !== undefined && { sessionPolicies }),
      };
      const isPacked = Tags.length > 0 || sessionPolicies !== undefined;
      return {
        Credentials: describeCredentials(credentials.issue(session, seconds)),
        AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
        // Recorded: absent when there is nothing to pack.
        PackedPolicySize: isPacked ? packedSize(Tags, sessionPolicies) : undefined,
      };
    },
  };
}

function requireRoleArn(text: string): void {
  const { partition = '', service, account = '', resource = '' } = parseArn(text) ?? {};
  const isRole = service === 'iam' && resource.startsWith('role/');
  if (partition === '' || account === '' || !isRole) throw errors.invalidArn(text);
}

function checkDuration(seconds: number, maxSessionSeconds: number, caller: Principal): void {
  if (caller.type === 'assumed-role' && seconds > CHAINED_SECONDS_MAX) throw errors.durationAboveChainMaximum();
  if (seconds > maxSessionSeconds) throw errors.durationAboveRoleMaximum();
}
