/** The activities there are. */
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceTable, type Row } from '../../store/resource-table.ts';
import { parseActivityArn } from './arns.ts';
import { scopeOf, type Tag } from './machine-store.ts';

export interface ActivityData {
  readonly arn: string;
  readonly tags: readonly Tag[];
}

export type ActivityTable = ResourceTable<ActivityData>;

export function openActivities(resources: ResourceStore): Promise<ActivityTable> {
  return ResourceTable.open<ActivityData>(resources, 'activity');
}

/** @throws InvalidArn */
export function findActivity(activities: ActivityTable, arn: string): Row<ActivityData> | undefined {
  const { name, ...place } = parseActivityArn(arn);
  return activities.get(scopeOf(place), name);
}
