/** Executions that a defect of Stepwell's own stopped: they keep their state and go on when they are released. */
import { machineArnOf } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { Engine } from '../../engine/engine.ts';
import { viewExecution } from '../../engine/view.ts';
import type { ExecutionRow, ExecutionStore } from '../../store/execution-store.ts';
import { errors } from './errors.ts';
import { arnPrefixOf, arnShape, findExecution } from './find-execution.ts';
import { decodeToken, encodeToken, PAGE_MEMBERS, PAGE_SIZE_DEFAULT } from './paging.ts';

export interface ParkedDeps {
  readonly executions: ExecutionStore;
  readonly engine: Pick<Engine, 'release'>;
  readonly clock: Clock;
}

interface ListInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

interface ArnInput {
  readonly executionArn: string;
}

const LIST = 'ListParkedExecutions';

export function parkedOperations(deps: ParkedDeps): Readonly<Record<string, Operation>> {
  const { executions, engine } = deps;

  const listParkedExecutions: Operation<ListInput> = {
    input: { type: 'structure', members: PAGE_MEMBERS },
    permissions: () => [{ action: 'stepwell:ListParkedExecutions', resource: '*' }],
    run: (input, call) => list(deps, input, call),
  };

  const releaseExecution: Operation<ArnInput> = {
    input: { type: 'structure', members: { executionArn: arnShape } },
    permissions: ({ executionArn }) => [{ action: 'stepwell:ReleaseExecution', resource: executionArn }],
    async run({ executionArn }) {
      const { parked } = await findExecution(executions, executionArn);
      if (!parked) throw errors.executionNotParked(executionArn);
      try {
        await engine.release(executionArn);
        return {};
      } catch (error) {
        const row = await findExecution(executions, executionArn);
        if (row.parked) throw errors.executionParkedAgain(executionArn, await reasonOf(executions, row));
        throw error;
      }
    },
  };

  return { ListParkedExecutions: listParkedExecutions, ReleaseExecution: releaseExecution };
}

async function list({ executions, clock }: ParkedDeps, { maxResults, nextToken }: ListInput, call: Call) {
  const nowMs = clock.nowMs();
  const limit = maxResults ?? PAGE_SIZE_DEFAULT;
  const afterId = decodeToken<number>(LIST, nextToken, nowMs) ?? 0;
  const rows = await executions.listParked({ arnPrefix: arnPrefixOf(call), afterId, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    executions: await Promise.all(page.map((row) => summarise(executions, row))),
    nextToken: page.length < rows.length ? encodeToken(LIST, page.at(-1)?.id, nowMs) : undefined,
  };
}

async function summarise(executions: ExecutionStore, row: ExecutionRow) {
  const { arn, name, startMs } = row;
  return {
    executionArn: arn,
    stateMachineArn: machineArnOf(arn),
    name,
    startDate: new Date(startMs),
    reason: await reasonOf(executions, row),
  };
}

async function reasonOf(executions: ExecutionStore, row: ExecutionRow): Promise<string> {
  return (await viewExecution(executions, row)).parkedReason ?? '';
}
