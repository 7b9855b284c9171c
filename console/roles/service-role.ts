/** Roles that a service works as, with the names, words and policies of AWS's own console. */
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { unless } from '../app/unless.ts';
import { SERVICES_TRUSTED, trustPolicyOf } from './trust.ts';

export type TrustedService = keyof typeof SERVICES_TRUSTED;

export interface ServiceRole {
  readonly label: string;
  readonly principal: string;
  readonly use: string;
  /** The name the tutorial gives it. */
  readonly roleName: string;
  readonly description: string;
  readonly policyArns: readonly string[];
}

export const SERVICE_ROLES: Readonly<Record<TrustedService, ServiceRole>> = {
  states: {
    label: 'Step Functions',
    principal: SERVICES_TRUSTED.states,
    use: 'Allows Step Functions to access AWS resources on your behalf.',
    roleName: 'step_functions_basic_execution',
    description: 'Allows Step Functions to access AWS resources on your behalf.',
    policyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaRole'],
  },
  lambda: {
    label: 'Lambda',
    principal: SERVICES_TRUSTED.lambda,
    use: 'Allows Lambda functions to call AWS services on your behalf.',
    roleName: 'lambda_basic_execution',
    description: 'Allows Lambda functions to call AWS services on your behalf.',
    policyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  },
};

/** Resolves with the ARN; a role of that name that is there already is taken as it is. */
export async function createServiceRole(iam: IAMClient, service: TrustedService, RoleName: string): Promise<string> {
  const { principal, description, policyArns } = SERVICE_ROLES[service];
  const create = new CreateRoleCommand({
    RoleName,
    Description: description,
    AssumeRolePolicyDocument: trustPolicyOf([principal]),
  });
  const { Role } = await iam
    .send(create)
    .catch(unless('EntityAlreadyExistsException', () => iam.send(new GetRoleCommand({ RoleName }))));
  for (const PolicyArn of policyArns) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  return Role?.Arn ?? '';
}
