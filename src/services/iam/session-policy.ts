/** Which policies a session can be limited with. */
import type { IamState } from './entities.ts';
import { documentOf, isUnknownAwsPolicy } from './managed-policies.ts';
import { compilePolicy } from './policy/compile.ts';
import { PolicySyntaxError } from './policy/document.ts';

/** @param policy a document, or the ARN of a managed policy; AWS's own may be unknown here, and then allow nothing */
export function sessionPolicyFault(state: IamState, policy: string): string | undefined {
  if (policy.startsWith('arn:')) {
    const known = documentOf(state, policy) !== undefined || isUnknownAwsPolicy(policy);
    return known ? undefined : `Policy ${policy} does not exist.`;
  }
  try {
    compilePolicy(policy, 'identity');
    return undefined;
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error.message;
    throw error;
  }
}
