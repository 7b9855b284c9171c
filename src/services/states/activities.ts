/** Activities: tasks that workers poll for (API reference; behaviour as recorded, states-api.md section 4). */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Call, Operation } from '../../base/service.ts';
import { type NewRow, ResourceConflictError, type Row } from '../../store/resource-table.ts';
import type { ActivityQueue } from './activity-queue.ts';
import { type ActivityData, type ActivityTable, findActivity } from './activity-table.ts';
import { activityArn as arnOf } from './arns.ts';
import {
  activityDoesNotExist,
  activityLimitExceeded,
  activityWorkerLimitExceeded,
  invalidEncryptionConfiguration,
} from './errors.ts';
import { scopeOf, type Tag } from './machine-store.ts';
import { requireName } from './names.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import type { ResourceQuotas } from './resource-quotas.ts';
import { arnShape, encryptionMember, maxResultsShape, TAGS, tokenShape } from './shapes.ts';
import { mergeTags } from './tags.ts';

export interface ActivityDeps {
  readonly activities: ActivityTable;
  readonly activityQueue: ActivityQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly quotas: ResourceQuotas;
}

interface CreateInput {
  readonly name: string;
  readonly tags?: readonly Tag[];
  readonly encryptionConfiguration?: { readonly type: string };
}

interface ArnInput {
  readonly activityArn: string;
}

/** The only one: keys are Stepwell's own. */
const ENCRYPTION = { type: 'AWS_OWNED_KEY' };

export function activityOperations(deps: ActivityDeps): Readonly<Record<string, Operation>> {
  const { activities, activityQueue, clock } = deps;

  /** @throws InvalidArn, ActivityDoesNotExist */
  function requireActivity({ activityArn }: ArnInput, call: Call): Row<ActivityData> {
    const row = findActivity(activities, activityArn);
    if (row === undefined || row.scope !== scopeOf(call)) throw activityDoesNotExist(activityArn);
    return row;
  }

  const createActivity: Operation<CreateInput> = {
    input: {
      type: 'structure',
      members: {
        name: { type: 'string', required: true, min: 1, max: 80 },
        tags: TAGS,
        ...encryptionMember,
      },
    },
    permissions: ({ name }, call) => [{ action: 'states:CreateActivity', resource: arnOf(call, name) }],
    run: (input, call) => create(deps, input, call),
  };

  const describeActivity: Operation<ArnInput> = {
    input: { type: 'structure', members: { activityArn: arnShape } },
    permissions: ({ activityArn }) => [{ action: 'states:DescribeActivity', resource: activityArn }],
    async run(input, call) {
      return { ...summarise(requireActivity(input, call)), encryptionConfiguration: ENCRYPTION };
    },
  };

  const deleteActivity: Operation<ArnInput> = {
    input: { type: 'structure', members: { activityArn: arnShape } },
    permissions: ({ activityArn }) => [{ action: 'states:DeleteActivity', resource: activityArn }],
    /** Deleting what is not there is fine (recorded). */
    async run({ activityArn }, call) {
      const row = findActivity(activities, activityArn);
      if (row?.scope === scopeOf(call)) await activities.remove(row);
      return {};
    },
  };

  const listActivities: Operation<{ maxResults?: number; nextToken?: string }> = {
    input: { type: 'structure', members: { maxResults: maxResultsShape, nextToken: tokenShape } },
    permissions: () => [{ action: 'states:ListActivities', resource: '*' }],
    async run({ maxResults, nextToken }, call) {
      const nowMs = clock.nowMs();
      const after = decodeToken<string>('ListActivities', nextToken, nowMs);
      const rows = activities.list(scopeOf(call)).filter(({ name }) => after === undefined || name > after);
      const page = rows.slice(0, pageSize(maxResults));
      return {
        activities: page.map(summarise),
        nextToken: page.length < rows.length ? encodeToken('ListActivities', page.at(-1)?.name, nowMs) : undefined,
      };
    },
  };

  const getActivityTask: Operation<ArnInput & { workerName?: string }> = {
    input: {
      type: 'structure',
      members: { activityArn: arnShape, workerName: { type: 'string', min: 1, max: 80 } },
    },
    permissions: ({ activityArn }) => [{ action: 'states:GetActivityTask', resource: activityArn }],
    /** Both members are missing when there was no task for a minute. */
    async run({ activityArn, workerName }, call) {
      requireActivity({ activityArn }, call);
      if (workerName !== undefined) requireName(workerName);
      if (activityQueue.isFull(activityArn)) throw activityWorkerLimitExceeded(activityArn);
      const { signal } = call;
      const poll = { ...(workerName === undefined ? {} : { workerName }), ...(signal && { signal }) };
      const task = await activityQueue.poll(activityArn, poll);
      return { taskToken: task?.taskToken, input: task?.input };
    },
  };

  return {
    CreateActivity: createActivity,
    DescribeActivity: describeActivity,
    DeleteActivity: deleteActivity,
    ListActivities: listActivities,
    GetActivityTask: getActivityTask,
  };
}

/** The same name again is the same activity; tags do not count (API reference). */
async function create(deps: ActivityDeps, input: CreateInput, call: Call) {
  const { activities, clock, random, quotas } = deps;
  const { name, tags = [], encryptionConfiguration = ENCRYPTION } = input;
  requireName(name);
  if (encryptionConfiguration.type !== ENCRYPTION.type) {
    throw invalidEncryptionConfiguration(
      'Stepwell encrypts with no key of a customer: leave encryptionConfiguration out',
    );
  }
  const scope = scopeOf(call);
  const arn = arnOf(call, name);
  const existing = activities.get(scope, name);
  if (existing !== undefined) return describeCreated(existing);
  if (activities.count(scope) >= (quotas.activitiesMax ?? Number.POSITIVE_INFINITY)) throw activityLimitExceeded();
  return describeCreated(
    await createOrFind(activities, {
      scope,
      name,
      id: random.uuid(),
      createdMs: clock.nowMs(),
      data: { arn, tags: mergeTags([], tags, arn) },
    }),
  );
}

function describeCreated({ data, createdMs }: Row<ActivityData>) {
  return { activityArn: data.arn, creationDate: new Date(createdMs) };
}

/** Somebody else may create it at the same time. */
async function createOrFind(activities: ActivityTable, row: NewRow<ActivityData>): Promise<Row<ActivityData>> {
  try {
    return await activities.create(row);
  } catch (error) {
    const existing = activities.get(row.scope, row.name);
    if (error instanceof ResourceConflictError && existing !== undefined) return existing;
    throw error;
  }
}

function summarise({ name, createdMs, data }: Row<ActivityData>) {
  return { activityArn: data.arn, name, creationDate: new Date(createdMs) };
}
