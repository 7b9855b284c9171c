/** A statement of a resource policy, as AddPermission makes it of its parameters (forms as recorded). */
import { invalidParameterValue } from './errors.ts';

export interface StatementInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: string;
  readonly InvokedViaFunctionUrl?: boolean;
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Input member to the condition it becomes. */
const CONDITIONS = [
  ['SourceAccount', 'StringEquals', 'AWS:SourceAccount'],
  ['FunctionUrlAuthType', 'StringEquals', 'lambda:FunctionUrlAuthType'],
  ['PrincipalOrgID', 'StringEquals', 'aws:PrincipalOrgID'],
  ['EventSourceToken', 'StringEquals', 'lambda:EventSourceToken'],
  ['InvokedViaFunctionUrl', 'Bool', 'lambda:InvokedViaFunctionUrl'],
  ['SourceArn', 'ArnLike', 'AWS:SourceArn'],
] as const;

/** @param arn of the function, version or alias @throws ServiceError when there cannot be such a principal */
export function statementOf(input: StatementInput, arn: string): Statement {
  const conditions: Record<string, Record<string, string>> = {};
  for (const [member, operator, key] of CONDITIONS) {
    const value = input[member];
    if (value !== undefined) conditions[operator] = { ...conditions[operator], [key]: String(value) };
  }
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(input.Principal),
    Action: input.Action,
    Resource: arn,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

const SERVICE = /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com)$/;
const IDENTITY = /^arn:aws[a-zA-Z-]*:(iam|sts)::\d{12}:.+$/;

function principalOf(principal: string): Statement['Principal'] {
  if (principal === '*') return '*';
  if (SERVICE.test(principal)) return { Service: principal };
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (IDENTITY.test(principal)) return { AWS: principal };
  throw invalidParameterValue('The provided principal was invalid. Please check the principal and try again.');
}
