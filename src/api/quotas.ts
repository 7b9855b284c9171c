/**
 * How often Step Functions lets its operations be called: token buckets per account, region and operation (developer guide,
 * "Quotas related to API action throttling", those of the large regions; some were raised since). Off unless asked for.
 */

export interface Bucket {
  /** Calls at once. */
  readonly size: number;
  readonly refillPerSecond: number;
}

const bucket = (size: number, refillPerSecond: number): Bucket => ({ size, refillPerSecond });

const CHANGES = bucket(100, 1);
const CALLBACKS = bucket(3000, 500);

/**
 * GUESS: the sizes of the Describe operations but DescribeExecution, of the Lists but ListExecutions, of tags and of
 * RedriveExecution.
 */
export const STATES_BUCKETS: Readonly<Record<string, Bucket>> = {
  CreateActivity: CHANGES,
  CreateStateMachine: CHANGES,
  CreateStateMachineAlias: CHANGES,
  DeleteActivity: CHANGES,
  DeleteStateMachine: CHANGES,
  DeleteStateMachineAlias: CHANGES,
  DeleteStateMachineVersion: CHANGES,
  DescribeActivity: bucket(200, 1),
  DescribeExecution: bucket(300, 15),
  DescribeMapRun: bucket(200, 1),
  DescribeStateMachine: bucket(200, 20),
  DescribeStateMachineAlias: bucket(200, 1),
  DescribeStateMachineForExecution: bucket(200, 1),
  GetActivityTask: CALLBACKS,
  GetExecutionHistory: bucket(400, 20),
  ListActivities: bucket(100, 10),
  ListExecutions: bucket(200, 5),
  ListMapRuns: bucket(100, 1),
  ListStateMachineAliases: bucket(100, 1),
  ListStateMachines: bucket(100, 5),
  ListStateMachineVersions: bucket(100, 1),
  ListTagsForResource: bucket(100, 1),
  PublishStateMachineVersion: CHANGES,
  RedriveExecution: bucket(1300, 300),
  SendTaskFailure: CALLBACKS,
  SendTaskHeartbeat: CALLBACKS,
  SendTaskSuccess: CALLBACKS,
  StartExecution: bucket(1300, 300),
  StopExecution: bucket(1000, 200),
  TagResource: bucket(200, 1),
  UntagResource: bucket(200, 1),
  UpdateMapRun: CHANGES,
  UpdateStateMachine: CHANGES,
  UpdateStateMachineAlias: CHANGES,
};
