/** StartSyncExecution: runs an Express workflow and answers with its end (API reference; behaviour as recorded). */
import type { ExecutionState } from '../../asl/execution-state.ts';
import type { Operation } from '../../base/service.ts';
import { ExpressInterrupted } from '../../engine/express-runner.ts';
import { expressArn } from './arns.ts';
import { serviceUnavailable, stateMachineTypeNotSupported } from './errors.ts';
import { type ExecutionDeps, prepareStart, START_MEMBERS, type StartInput } from './executions.ts';
import { machinePermission } from './permissions.ts';
import { INCLUDED_DATA } from './shapes.ts';

interface StartSyncInput extends StartInput {
  readonly includedData?: string;
}

/** Billing counts time in steps of 100 ms and memory in steps of 64 MB (recorded), more than an execution takes here. */
const BILLED_DURATION_STEP_MS = 100;
const BILLED_MEMORY_MB = 64;

export function syncExecutionOperations(deps: ExecutionDeps): Readonly<Record<string, Operation>> {
  const startSyncExecution: Operation<StartSyncInput> = {
    input: { type: 'structure', members: { ...START_MEMBERS, includedData: INCLUDED_DATA } },
    permissions: ({ stateMachineArn }) => [machinePermission('states:StartSyncExecution', stateMachineArn)],
    async run(input, call) {
      const start = await prepareStart(deps, input, call);
      if (start.machine.data.type !== 'EXPRESS') {
        throw stateMachineTypeNotSupported('This operation is not supported by this type of state machine');
      }
      const { name, revision, payload, through } = start;
      const arn = expressArn(start.machine.data.arn, name, deps.random.uuid());
      const request = { revision, arn, name, input: payload, ...(through && { through }) };
      const ended = await untilEnd(deps.express.runSync(request));
      return describeEnd(ended, input);
    },
  };
  return { StartSyncExecution: startSyncExecution };
}

async function untilEnd(running: Promise<ExecutionState>): Promise<ExecutionState> {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof ExpressInterrupted)) throw error;
    throw serviceUnavailable('The server was stopped before the execution ended.');
  }
}

/** A failed execution, too, says that its output is included (recorded). GUESS: one that timed out gives no error, as in Describe. */
function describeEnd(ended: ExecutionState, { traceHeader, includedData = 'ALL_DATA' }: StartSyncInput) {
  const { identity, status, input, output, failure, stopMs = identity.startMs } = ended;
  const included = includedData === 'ALL_DATA';
  const steps = Math.max(1, Math.ceil((stopMs - identity.startMs) / BILLED_DURATION_STEP_MS));
  return {
    executionArn: identity.arn,
    stateMachineArn: identity.machineArn,
    name: identity.name,
    startDate: new Date(identity.startMs),
    stopDate: new Date(stopMs),
    status,
    error: included ? failure?.error : undefined,
    cause: included ? failure?.cause : undefined,
    input: included ? input.text : undefined,
    inputDetails: { included },
    output: included ? output?.text : undefined,
    outputDetails: { included },
    traceHeader,
    billingDetails: {
      billedMemoryUsedInMB: BILLED_MEMORY_MB,
      billedDurationInMilliseconds: steps * BILLED_DURATION_STEP_MS,
    },
  };
}
