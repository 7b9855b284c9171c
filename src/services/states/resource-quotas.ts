/**
 * How many resources Step Functions lets an account have in a region (developer guide, "Quotas related to accounts"). AWS raises
 * them on request, and here nothing is counted unless asked for.
 */
export interface ResourceQuotas {
  /** Those that are being deleted included. Absent, as with the others: as many as there is room for. */
  readonly stateMachinesMax?: number;
  readonly activitiesMax?: number;
  /** Running executions of Standard workflows. */
  readonly openExecutionsMax?: number;
}

export const AWS_RESOURCE_QUOTAS: ResourceQuotas = {
  stateMachinesMax: 100_000,
  activitiesMax: 100_000,
  openExecutionsMax: 1_000_000,
};
