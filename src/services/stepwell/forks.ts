/** Forks: a new execution begins where another one was. What that takes is Step Functions' business, behind a port. */
import { machineArnOf } from '../../base/arn.ts';
import { DEFINITION_BYTES_MAX, STATE_DATA_BYTES_MAX, VARIABLES_BYTES_MAX } from '../../base/limits.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { ForkInput } from '../../base/stepwell-api.ts';
import { arnShape } from './find-execution.ts';

/** @throws ServiceError with the codes of Step Functions */
export type Fork = (
  input: ForkInput,
  call: Call,
) => Promise<{ readonly executionArn: string; readonly startMs: number }>;

export interface ForkDeps {
  readonly fork: Fork;
}

export function forkOperations({ fork }: ForkDeps): Readonly<Record<string, Operation>> {
  const forkExecution: Operation<ForkInput> = {
    input: {
      type: 'structure',
      members: {
        executionArn: arnShape,
        stateName: { type: 'string', min: 1, max: 80 },
        eventId: { type: 'integer', min: 1 },
        name: { type: 'string', min: 1, max: 80 },
        definition: { type: 'string', min: 1, max: DEFINITION_BYTES_MAX },
        input: { type: 'string', max: STATE_DATA_BYTES_MAX },
        variables: { type: 'string', max: VARIABLES_BYTES_MAX },
      },
    },
    /** Whoever edits the definition makes the machine's role do something else, as whoever updates the machine does. */
    permissions: ({ executionArn, definition }) => [
      { action: 'stepwell:ForkExecution', resource: executionArn },
      { action: 'states:StartExecution', resource: machineArnOf(executionArn) },
      ...(definition === undefined
        ? []
        : [{ action: 'states:UpdateStateMachine', resource: machineArnOf(executionArn) }]),
    ],
    async run(input, call) {
      const { executionArn, startMs } = await fork(input, call);
      return { executionArn, startDate: new Date(startMs) };
    },
  };
  return { ForkExecution: forkExecution };
}
