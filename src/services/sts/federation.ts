/** GetSessionToken and GetFederationToken: temporary credentials that a user, or the account's root, asks for. */
import type { Operation, Principal } from '../../base/service.ts';
import type { NumberShape } from '../../base/shape.ts';
import { errors } from './errors.ts';
import type { StsDeps } from './index.ts';
import {
  describeCredentials,
  type PolicyRequest,
  packedSize,
  secondFactor,
  sessionMembers,
  sessionPoliciesOf,
} from './session.ts';
import { type SessionTag, sessionTagsOf } from './session-tags.ts';

interface DurationInput {
  readonly DurationSeconds?: number;
}

interface SessionTokenInput extends DurationInput {
  readonly SerialNumber?: string;
  readonly TokenCode?: string;
}

interface FederationInput extends DurationInput, PolicyRequest {
  readonly Name: string;
  readonly Tags?: readonly SessionTag[];
}

const SESSION_SECONDS_DEFAULT = 43_200;
/** STS: sessions of the account's root last an hour at most. */
const ROOT_SESSION_SECONDS_MAX = 3600;

const DurationSeconds: NumberShape = { type: 'integer', min: 900, max: 129_600 };

export function getSessionToken({ credentials }: StsDeps): Operation<SessionTokenInput> {
  return {
    input: { type: 'structure', members: { DurationSeconds, ...secondFactor } },
    permissions: () => [],
    async run(input, { principal }) {
      if (isSession(principal)) throw errors.noSessionFromSession('GetSessionToken');
      if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw errors.noSecondFactor();
      return { Credentials: describeCredentials(credentials.issue(principal, secondsOf(input, principal))) };
    },
  };
}

export function getFederationToken({ credentials, sessionPolicyFault }: StsDeps): Operation<FederationInput> {
  return {
    input: {
      type: 'structure',
      members: {
        Name: { type: 'string', required: true, min: 2, max: 32, pattern: '[\\w+=,.@-]*' },
        DurationSeconds,
        ...sessionMembers,
      },
    },
    permissions: ({ Name }, { account }) => [
      { action: 'sts:GetFederationToken', resource: federatedArn(account, Name) },
    ],
    async run(input, { principal }) {
      if (isSession(principal)) throw errors.noSessionFromSession('GetFederationToken');
      const { Name, Tags = [] } = input;
      // Without policies the session may do nothing.
      const sessionPolicies = sessionPoliciesOf(input, sessionPolicyFault) ?? [];
      const session: Principal = {
        type: 'federated-user',
        arn: federatedArn(principal.account, Name),
        account: principal.account,
        userId: `${principal.account}:${Name}`,
        userArn: principal.arn,
        sessionPolicies,
        ...sessionTagsOf(principal, { tags: Tags, transitiveKeys: [] }),
      };
      return {
        Credentials: describeCredentials(credentials.issue(session, secondsOf(input, principal))),
        FederatedUser: { FederatedUserId: session.userId, Arn: session.arn },
        PackedPolicySize: packedSize(Tags, sessionPolicies),
      };
    },
  };
}

/** Sessions of roles and federated users; those of GetSessionToken are their users. */
function isSession({ type }: Principal): boolean {
  return type === 'assumed-role' || type === 'federated-user';
}

function secondsOf({ DurationSeconds: seconds = SESSION_SECONDS_DEFAULT }: DurationInput, { type }: Principal): number {
  return type === 'root' ? Math.min(seconds, ROOT_SESSION_SECONDS_MAX) : seconds;
}

function federatedArn(account: string, name: string): string {
  return `arn:aws:sts::${account}:federated-user/${name}`;
}
