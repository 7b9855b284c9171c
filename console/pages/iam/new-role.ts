/** A role that is being made, and what has to be right about it (IAM's rules for names and descriptions). */
import { SERVICE_ROLES, type TrustedService } from '../../roles/service-role.ts';
import { trustPolicyOf } from '../../roles/trust.ts';

export interface NewRole {
  readonly entity: 'service' | 'account' | 'custom';
  readonly service: TrustedService;
  readonly account: string;
  readonly customPolicy: string;
  readonly policyArns: readonly string[];
  readonly name: string;
  readonly description: string;
}

export const INITIAL_ROLE: NewRole = {
  entity: 'service',
  service: 'states',
  account: '',
  customPolicy: JSON.stringify(JSON.parse(trustPolicyOf([SERVICE_ROLES.states.principal])), null, 2),
  policyArns: SERVICE_ROLES.states.policyArns,
  name: '',
  description: SERVICE_ROLES.states.description,
};

export const NAME_RULE = "Use alphanumeric and '+=,.@-_' characters. Maximum 64 characters.";
export const DESCRIPTION_RULE = "Maximum 1000 characters. Use alphanumeric and '+=,.@-_' characters.";

const DESCRIPTION_LENGTH_MAX = 1_000;

/** Undefined when the name may be used. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'A role needs a name.';
  return /^[\w+=,.@-]{1,64}$/.test(name) ? undefined : NAME_RULE;
}

export function descriptionProblem(description: string): string | undefined {
  if (description.length > DESCRIPTION_LENGTH_MAX) return `${description.length} characters; at most 1000 are allowed.`;
  return /^[\u0009\u000a\u000d\u0020-\u007e\u00a1-\u00ff]*$/.test(description) ? undefined : DESCRIPTION_RULE;
}

export function isComplete({ name, description }: NewRole): boolean {
  return nameProblem(name) === undefined && descriptionProblem(description) === undefined;
}

export function trustPolicyOfNew({ entity, service, account, customPolicy }: NewRole): string {
  switch (entity) {
    case 'service':
      return trustPolicyOf([SERVICE_ROLES[service].principal]);
    case 'account': {
      const Principal = { AWS: `arn:aws:iam::${account}:root` };
      return JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
      });
    }
    case 'custom':
      return customPolicy;
  }
}

export function trustedEntitiesText(role: NewRole): string {
  if (role.entity === 'service') return `AWS service: ${SERVICE_ROLES[role.service].principal}`;
  return role.entity === 'account' ? `The account ${role.account}` : 'As the custom trust policy says';
}
