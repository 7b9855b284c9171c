/** What the operations share about groups: finding one, and what is kept beside the events. */
import type { Call } from '../../base/service.ts';
import type { LogGroup, LogStore, LogStream } from '../../store/log-store.ts';
import { checkNameLengths, scopeOf } from './arns.ts';
import { errors } from './errors.ts';
import type { LogIntake } from './log-intake.ts';

/** What it takes to look at groups: the store, and what is on its way there. */
export interface GroupAccess {
  readonly logs: LogStore;
  readonly intake: LogIntake;
}

/** The JSON in a group's `data`; a group made by its first event has nothing in it. */
export interface GroupData {
  readonly tags?: Tags;
  readonly class?: string;
  readonly kmsKeyId?: string;
  readonly deletionProtected?: boolean;
  /** By name, in code points, like the next. */
  readonly metricFilters?: readonly MetricFilter[];
  readonly subscriptionFilters?: readonly SubscriptionFilter[];
}

/** Kept for those who ask; nothing comes of it. */
export interface MetricFilter {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly metricTransformations: readonly object[];
  readonly applyOnTransformedLogs: boolean;
  readonly creationTime: number;
}

/** Kept for those who ask; nothing is sent. */
export interface SubscriptionFilter {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly destinationArn: string;
  readonly roleArn?: string;
  readonly distribution: string;
  readonly applyOnTransformedLogs: boolean;
  readonly creationTime: number;
}

export type Tags = Readonly<Record<string, string>>;

export function dataOf({ data }: LogGroup): GroupData {
  return JSON.parse(data) as GroupData;
}

/** Sees what was printed before, also when it makes the group. @throws ServiceError */
export async function requireGroup({ logs, intake }: GroupAccess, call: Call, name: string): Promise<LogGroup> {
  checkNameLengths(name);
  await intake.settle();
  const group = await logs.findGroup(scopeOf(call), name);
  if (group === undefined) throw errors.noSuchGroup();
  return group;
}

/** @throws ServiceError */
export async function requireStream(logs: LogStore, group: LogGroup, name: string): Promise<LogStream> {
  checkNameLengths(name);
  const stream = await logs.findStream(group.id, name);
  if (stream === undefined) throw errors.noSuchStream();
  return stream;
}

/** Changes the newest data, again when somebody else was faster. @throws ServiceError when there is no such group */
export async function changeData(
  access: GroupAccess,
  call: Call,
  name: string,
  change: (data: GroupData) => GroupData,
): Promise<void> {
  for (;;) {
    const group = await requireGroup(access, call, name);
    if (await access.logs.replaceData(group.id, group.data, JSON.stringify(change(dataOf(group))))) return;
  }
}
