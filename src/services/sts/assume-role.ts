/** AssumeRole: temporary credentials for a session of a role. */
import { parseArn } from '../../base/arn.ts';
import type { Call, Operation, Permission, Principal } from '../../base/service.ts';
import { errors } from './errors.ts';
import type { StsDeps } from './index.ts';
import {
  describeCredentials,
  type PolicyRequest,
  packedSize,
  secondFactor,
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
  readonly SourceIdentity?: string;
  readonly SerialNumber?: string;
  readonly TokenCode?: string;
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
        SourceIdentity: { type: 'string', min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
        ...secondFactor,
        ...sessionMembers,
      },
    },
    permissions(input, { principal: caller }): readonly Permission[] {
      const { RoleArn: resource, RoleSessionName, ExternalId, Tags = [], TransitiveTagKeys = [] } = input;
      requireRoleArn(resource);
      const sourceIdentity = sourceIdentityOf(input, caller);
      const context = {
        'sts:RoleSessionName': RoleSessionName,
        ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
        ...(sourceIdentity !== undefined && { 'sts:SourceIdentity': sourceIdentity }),
        ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        ...(Tags.length > 0 && { 'aws:TagKeys': Tags.map(({ Key }) => Key) }),
        ...(TransitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': TransitiveTagKeys }),
      };
      const passesTags = Tags.length > 0 || (caller.transitiveTagKeys ?? []).length > 0;
      return [
        { action: 'sts:AssumeRole', resource, context },
        ...(passesTags ? [{ action: 'sts:TagSession', resource, context }] : []),
        ...(sourceIdentity !== undefined ? [{ action: 'sts:SetSourceIdentity', resource, context }] : []),
      ];
    },
    async run(input, { principal: caller }: Call) {
      const { RoleArn, RoleSessionName, DurationSeconds, Tags = [], TransitiveTagKeys = [] } = input;
      const role = findRole(RoleArn);
      if (role === undefined) throw errors.notAuthorizedToAssume(caller, RoleArn);
      if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw errors.noSecondFactor();
      const sourceIdentity = sourceIdentityOf(input, caller);
      const seconds = DurationSeconds ?? DURATION_SECONDS_DEFAULT;
      checkDuration(seconds, role.maxSessionSeconds, caller);
      const sessionPolicies = sessionPoliciesOf(input, sessionPolicyFault);
      const session: Principal = {
        ...authorizer.assumedRole(RoleArn, RoleSessionName),
        ...sessionTagsOf(caller, { tags: Tags, transitiveKeys: TransitiveTagKeys }),
        ...(sessionPolicies !== undefined && { sessionPolicies }),
        ...(sourceIdentity !== undefined && { sourceIdentity }),
      };
      const isPacked = Tags.length > 0 || sessionPolicies !== undefined;
      return {
        Credentials: describeCredentials(credentials.issue(session, seconds)),
        AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
        // Recorded: absent when there is nothing to pack.
        PackedPolicySize: isPacked ? packedSize(Tags, sessionPolicies) : undefined,
        SourceIdentity: sourceIdentity,
      };
    },
  };
}

/** Once set it stays, through all sessions that follow. @throws ServiceError */
function sourceIdentityOf({ SourceIdentity, RoleArn }: AssumeRoleInput, caller: Principal): string | undefined {
  const { sourceIdentity } = caller;
  if (SourceIdentity === undefined) return sourceIdentity;
  if (sourceIdentity !== undefined && sourceIdentity !== SourceIdentity) throw errors.sourceIdentityIsSet(RoleArn);
  return SourceIdentity;
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
