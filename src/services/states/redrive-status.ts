/** Whether an execution can be redriven, and what is shown of that (states-api.md section 5). */
import { redriveRefusal } from '../../asl/redrive.ts';
import { parseArn } from '../../base/arn.ts';
import type { ExecutionView } from '../../engine/view.ts';
import type { ExecutionRow } from '../../store/execution-store.ts';
import { DELETING } from './deletion.ts';
import { type MachineStore, scopeOf } from './machine-store.ts';

export interface RedriveStatus {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  /** Of what is not redrivable. */
  readonly redriveStatusReason?: string;
}

export function redriveStatusOf(
  machines: MachineStore,
  row: ExecutionRow,
  { lastEventId }: Pick<ExecutionView, 'lastEventId'>,
  nowMs: number,
): RedriveStatus {
  const refusal = redriveRefusal({ ...row, lastEventId }, nowMs) ?? machineRefusal(machines, row);
  if (refusal !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: refusal };
  return { redriveStatus: row.mapRun === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}

/** GUESS: also of a machine that is gone, of which AWS shows no executions. */
function machineRefusal(machines: MachineStore, { arn, machineId }: ExecutionRow): string | undefined {
  const { account = '', region = '', resource = '' } = parseArn(arn) ?? {};
  const name = resource.split(':')[1]?.split('/')[0] ?? '';
  const machine = machines.machines.get(scopeOf({ account, region }), name);
  const isThere = machine?.id === machineId && machine.status !== DELETING;
  return isThere ? undefined : 'State machine is in DELETING status';
}

/** Members of DescribeExecution and of a list's items. */
export function redriveMembers({ redriveCount, redriveMs }: ExecutionRow) {
  return { redriveCount, redriveDate: redriveMs === undefined ? undefined : new Date(redriveMs) };
}
