/** Why somebody may not do something, and what would change that. */
import type { JsonObject } from './json.ts';

export interface Denial {
  /** AWS's message, which names the caller, the action, the resource and the reason. */
  readonly message: string;
  /** Looks for the statements that decided. That takes its time, so it is left to whoever wants to know. */
  explain(): Explanation;
}

/** A denial and its circumstances. */
export interface DeniedRequest {
  readonly denial: Denial;
  /** ARN of the role, for a session of one; else of who called, or the name of the service that wanted to assume a role. */
  readonly who: string;
  /** Whose request it was. */
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  /** On whose behalf: the execution whose task made the call, or the state machine that needs the role. */
  readonly sourceArn?: string;
  /** False in audit mode: the call went on. */
  readonly enforced: boolean;
}

/** In the words of AWS's messages. */
export type PolicyType = 'identity-based policy' | 'resource-based policy' | 'permissions boundary' | 'session policy';

export interface Explanation {
  /** The statements that deny; none when it is that nothing allows it. */
  readonly deniedBy: readonly DenyingStatement[];
  /** What would have to be added, all of it. Empty while a statement denies: against that no other helps. */
  readonly remedies: readonly Remedy[];
}

export interface DenyingStatement {
  readonly policyType: PolicyType;
  /** ARN of a managed policy, or what the policy is called by and belongs to. */
  readonly policy: string;
  /** As it stands in the policy. */
  readonly statement: JsonObject;
}

/** The smallest statement that a policy lacks. */
export interface Remedy {
  readonly policyType: PolicyType;
  /** Where the statement belongs: ARN of the role, user or resource, or of the managed policy that is the boundary. */
  readonly of: string;
  readonly statement: JsonObject;
}
