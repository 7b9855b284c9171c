/** All log groups of an account and region. */
import type { Call } from '../../base/service.ts';
import type { LogGroup } from '../../store/log-store.ts';
import { scopeOf } from './arns.ts';
import type { GroupAccess } from './log-groups.ts';

const PAGE_SIZE = 1000;

export async function allGroups({ logs, intake }: GroupAccess, call: Call): Promise<readonly LogGroup[]> {
  await intake.settle();
  const groups: LogGroup[] = [];
  for (;;) {
    const last = groups.at(-1);
    const listing = { limit: PAGE_SIZE, ...(last !== undefined && { after: last.name }) };
    const page = await logs.listGroups(scopeOf(call), listing);
    groups.push(...page);
    if (page.length < PAGE_SIZE) return groups;
  }
}
