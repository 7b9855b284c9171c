/** What deploying did to a role, a function or a state machine. */
export type Outcome = 'created' | 'updated' | 'unchanged';

export interface Deployed {
  readonly arn: string;
  readonly outcome: Outcome;
}
