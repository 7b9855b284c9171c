/** DescribeExecution: what there is to know of an execution beside what AWS's operation of that name tells. */
import { machineArnOf } from '../../base/arn.ts';
import type { Operation } from '../../base/service.ts';
import { viewExecution } from '../../engine/view.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { arnShape, findExecution } from './find-execution.ts';

export interface DetailDeps {
  readonly executions: ExecutionStore;
}

export function detailOperations({ executions }: DetailDeps): Readonly<Record<string, Operation>> {
  const describeExecution: Operation<{ readonly executionArn: string }> = {
    input: { type: 'structure', members: { executionArn: arnShape } },
    permissions: ({ executionArn }) => [{ action: 'stepwell:DescribeExecution', resource: executionArn }],
    async run({ executionArn }) {
      const row = await findExecution(executions, executionArn);
      const { forkedFrom, parent, parkedReason } = await viewExecution(executions, row);
      return {
        executionArn,
        stateMachineArn: machineArnOf(executionArn),
        forkedFrom: forkedFrom && { ...forkedFrom, variables: objectText(forkedFrom.variables) },
        startedBy: parent && { executionArn: parent.executionArn },
        parkedReason,
      };
    },
  };
  return { DescribeExecution: describeExecution };
}

/** A JSON object of members that are JSON texts. */
function objectText(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;
}
