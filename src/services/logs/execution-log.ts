/** Where the events of executions go: into the group their state machine names. Whether it may was checked when it did. */
import { parseArn } from '../../base/arn.ts';
import type { ExecutionLog, LogLines } from '../../engine/execution-log.ts';
import type { LogAppend } from '../../store/log-store.ts';
import { scopeOf } from './arns.ts';
import type { GroupAccess } from './log-groups.ts';

export function createExecutionLog({ logs, intake }: GroupAccess): ExecutionLog {
  return {
    async hasGroup(logGroupArn) {
      const place = placeOf(logGroupArn);
      if (place === undefined) return false;
      await intake.settle();
      return (await logs.findGroup(place.scope, place.group)) !== undefined;
    },
    async append(lines) {
      await intake.append(appendOf(lines));
    },
    post: (lines) => intake.post(appendOf(lines)),
    settle: () => intake.settle(),
  };
}

function appendOf({ logGroupArn, stream, events }: LogLines): LogAppend {
  const { scope, group } = placeOf(logGroupArn) ?? { scope: '', group: '' };
  return { scope, group, stream, events, creates: 'stream' };
}

const LOG_GROUP = /^log-group:([^:]+):\*$/;

/** Undefined for what is no log group's ARN with `:*` at its end. */
function placeOf(logGroupArn: string): { readonly scope: string; readonly group: string } | undefined {
  const arn = parseArn(logGroupArn);
  const group = LOG_GROUP.exec(arn?.resource ?? '')?.[1];
  return arn?.service !== 'logs' || group === undefined ? undefined : { scope: scopeOf(arn), group };
}
