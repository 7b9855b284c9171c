/** Starts an execution many times over, a few at once. */
import type { StartExecutionInput, StartExecutionOutput } from '@aws-sdk/client-sfn';

/** More than that is the work of a program. */
export const STARTS_MAX = 1_000;
const AT_ONCE = 10;

/**
 * @returns the ARNs, in order; with a name, each gets its number behind it unless there is only one
 * @throws the first refusal; those that were started by then run
 */
export async function startMany(
  request: StartExecutionInput,
  times: number,
  start: (request: StartExecutionInput) => Promise<StartExecutionOutput>,
): Promise<readonly string[]> {
  const arns: string[] = [];
  let next = 0;
  const worker = async () => {
    while (next < times) {
      const index = next++;
      const numbered = request.name === undefined || times === 1 ? {} : { name: `${request.name}-${index + 1}` };
      const { executionArn = '' } = await start({ ...request, ...numbered });
      arns[index] = executionArn;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, times) }, worker));
  return arns;
}
