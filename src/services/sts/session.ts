/** What all operations that begin a session share: its credentials' members, its limits, and how large AWS says they are. */
import type { ListShape, StringShape, StructureShape } from '../../base/shape.ts';
import type { TemporaryCredentials } from './credentials.ts';
import { errors } from './errors.ts';
import type { SessionTag } from './session-tags.ts';

/** Session policies as they are asked for: one document, and ARNs of managed policies. */
export interface PolicyRequest {
  readonly Policy?: string;
  readonly PolicyArns?: readonly { readonly arn?: string }[];
}

export type SessionPolicyFault = (policy: string) => string | undefined;

/** STS: the plain text of a session policy, and of the ARNs, together. */
const PLAIN_CHARACTERS_MAX = 2048;
/** GUESS: what 100 percent of PackedPolicySize stand for; AWS's packed format is not public. */
const PACKED_CHARACTERS_MAX = 2048;

/**
 * Document and ARNs as one list; undefined when none was asked for.
 * @throws ServiceError
 */
export function sessionPoliciesOf(
  { Policy, PolicyArns = [] }: PolicyRequest,
  faultOf: SessionPolicyFault,
): readonly string[] | undefined {
  const arns = PolicyArns.map(({ arn = '' }) => arn);
  for (const arn of arns) if (!arn.startsWith('arn:')) throw errors.invalidArn(arn);
  const policies = Policy === undefined ? arns : [Policy, ...arns];
  if (policies.length === 0) return undefined;
  if (policies.join('').length > PLAIN_CHARACTERS_MAX) throw errors.packedPolicyTooLarge();
  for (const policy of policies) {
    const fault = faultOf(policy);
    if (fault !== undefined) throw errors.malformedPolicy(fault);
  }
  return policies;
}

/** A percentage. */
export function packedSize(tags: readonly SessionTag[], policies: readonly string[] = []): number {
  const texts = [...policies, ...tags.flatMap(({ Key, Value }) => [Key, Value])];
  return Math.ceil((texts.join('').length * 100) / PACKED_CHARACTERS_MAX);
}

export function describeCredentials(credentials: TemporaryCredentials) {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration,
  };
}

const tagKey = { type: 'string', min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' } as const;
const tagValue = { type: 'string', max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' } as const;

/** Members of AssumeRole and GetSessionToken. Nobody has such a device here, so whoever names one is refused. */
export const secondFactor = {
  SerialNumber: { type: 'string', min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' },
  TokenCode: { type: 'string', min: 6, max: 6, pattern: '[\\d]*' },
} as const satisfies StructureShape['members'];

/** Members of AssumeRole and GetFederationToken. */
export const sessionMembers = {
  PolicyArns: {
    type: 'list',
    max: 10,
    member: { type: 'structure', members: { arn: { type: 'string', min: 20, max: 2048 } } },
  },
  Policy: { type: 'string', min: 1, max: 2048 },
  Tags: {
    type: 'list',
    max: 50,
    member: {
      type: 'structure',
      members: { Key: { ...tagKey, required: true }, Value: { ...tagValue, required: true } },
    },
  },
} as const satisfies StructureShape['members'];

export const transitiveTagKeys: ListShape & { readonly member: StringShape } = {
  type: 'list',
  max: 50,
  member: tagKey,
};
