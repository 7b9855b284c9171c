/** Whether a distributed Map may start its child executions: its machine's role has to be allowed to start the machine. */
import { parseArn } from '../base/arn.ts';
import type { Random } from '../base/random.ts';
import { type Authorizer, type Call, STATES_PRINCIPAL } from '../base/service.ts';

export interface MapRunPermissionDeps {
  readonly authorizer: Authorizer;
  readonly random: Random;
}

/** Undefined when it may, else AWS's message. */
export function childrenDenial({ authorizer, random }: MapRunPermissionDeps, roleArn: string, machineArn: string) {
  const untrusted = authorizer.assumeDenial(roleArn, STATES_PRINCIPAL, machineArn);
  if (untrusted !== undefined) return `Step Functions cannot assume the role ${roleArn}: ${untrusted.message}`;
  const { region = '', account = '' } = parseArn(machineArn) ?? {};
  const principal = authorizer.assumedRole(roleArn, random.seed());
  const call: Call = { principal, account, region, requestId: random.uuid() };
  return authorizer.denial(principal, { action: 'states:StartExecution', resource: machineArn }, call)?.message;
}
