/** Where the output of functions goes: into the function's log group, as far as its role may write there. */
import { parseArn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Authorizer, Call, Permission } from '../../base/service.ts';
import type { FunctionVersion, LogSink } from '../../runtimes/function-version.ts';
import type { LogAppend } from '../../store/log-store.ts';
import { permission, scopeOf } from './arns.ts';
import type { LogIntake } from './log-intake.ts';

export interface FunctionLogDeps {
  readonly intake: LogIntake;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long a decision about an environment's stream holds: a role that is given the permission logs soon after. */
const DECISION_MS = 60_000;
const DECISIONS_MAX = 10_000;

/** What the role may make; `nothing`: it may not log at all. */
type Creatable = NonNullable<LogAppend['creates']> | 'nothing';

interface Decision {
  readonly creates: Creatable;
  readonly untilMs: number;
}

export function createFunctionLog({ intake, authorizer, clock, random }: FunctionLogDeps): LogSink {
  /** By stream, which each environment has one of. */
  const decisions = new Map<string, Decision>();

  function creatable(fn: FunctionVersion, logStream: string): Creatable {
    const nowMs = clock.nowMs();
    const known = decisions.get(logStream);
    if (known !== undefined && nowMs < known.untilMs) return known.creates;
    if (decisions.size >= DECISIONS_MAX) decisions.clear();
    const creates = decide(fn, logStream);
    decisions.set(logStream, { creates, untilMs: nowMs + DECISION_MS });
    return creates;
  }

  function decide(fn: FunctionVersion, logStream: string): Creatable {
    const place = placeOf(fn);
    const principal = authorizer.assumedRole(fn.roleArn, fn.name);
    const call: Call = { ...place, principal, requestId: random.uuid() };
    const may = (needed: Permission) => authorizer.denial(principal, needed, call) === undefined;
    const onStream = (operation: string) => permission(operation, place, fn.logGroup, logStream);
    if (!may(onStream('CreateLogStream')) || !may(onStream('PutLogEvents'))) return 'nothing';
    // The group may be there already.
    return may({ ...permission('CreateLogGroup', place, fn.logGroup), isQuestion: true }) ? 'group' : 'stream';
  }

  return {
    write(fn, logStream, events) {
      const creates = creatable(fn, logStream);
      if (creates === 'nothing') return undefined;
      return intake.post({ scope: scopeOf(placeOf(fn)), group: fn.logGroup, stream: logStream, events, creates });
    },
  };
}

/** A function's role is of its own account. */
function placeOf({ roleArn, region }: FunctionVersion): Pick<Call, 'account' | 'region'> {
  return { account: parseArn(roleArn)?.account ?? '', region };
}
