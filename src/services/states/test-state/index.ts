/**
 * TestState: enters one state with a given input and says what becomes of it. Its work is really done, as the given role, or
 * mocked (API reference; behaviour as recorded, states-api.md section 6).
 */
import type { ExecutionIdentity } from '../../../asl/execution-state.ts';
import { enterTrial, judgeTrial, type TrialSetup, type Verdict } from '../../../asl/trial.ts';
import { CAUSE_LENGTH_MAX, ERROR_LENGTH_MAX, STATE_DATA_BYTES_MAX } from '../../../base/limits.ts';
import { type Authorizer, type Call, type Operation, validationError } from '../../../base/service.ts';
import type { Shape } from '../../../base/shape.ts';
import { machineArn } from '../arns.ts';
import { passRole } from '../permissions.ts';
import { requireRoleArn, requireTrustedRole } from '../roles.ts';
import { arnShape, definitionShape } from '../shapes.ts';
import { inspection, inspectionData } from './inspection.ts';
import { readTest, type Test, type TestStateInput } from './request.ts';
import { runTrial, type TrialDeps } from './run.ts';

export interface TestStateDeps extends TrialDeps {
  readonly authorizer: Authorizer;
}

const dataShape: Shape = { type: 'string', max: STATE_DATA_BYTES_MAX };
const stateNameShape: Shape = { type: 'string', min: 1, max: 80 };
const countShape: Shape = { type: 'integer', min: 0 };

const MEMBERS: Readonly<Record<string, Shape>> = {
  definition: { ...definitionShape, required: true },
  roleArn: { ...arnShape, required: false },
  input: dataShape,
  inspectionLevel: { type: 'string', enum: ['INFO', 'DEBUG', 'TRACE'] },
  revealSecrets: { type: 'boolean' },
  variables: dataShape,
  stateName: stateNameShape,
  mock: {
    type: 'structure',
    members: {
      result: dataShape,
      errorOutput: {
        type: 'structure',
        members: {
          error: { type: 'string', max: ERROR_LENGTH_MAX },
          cause: { type: 'string', max: CAUSE_LENGTH_MAX },
        },
      },
      fieldValidationMode: { type: 'string', enum: ['STRICT', 'PRESENT', 'NONE'] },
    },
  },
  context: dataShape,
  stateConfiguration: {
    type: 'structure',
    members: {
      retrierRetryCount: countShape,
      errorCausedByState: stateNameShape,
      mapIterationFailureCount: countShape,
      mapItemReaderData: dataShape,
    },
  },
};

/** A test that takes too long fails, and nothing retries or catches that (API reference). */
const TOOK_TOO_LONG = { status: 'FAILED', failure: { error: 'States.Timeout' } } as const;

export function testStateOperations(deps: TestStateDeps): Readonly<Record<string, Operation>> {
  const testState: Operation<TestStateInput> = {
    input: { type: 'structure', members: MEMBERS },
    permissions: ({ roleArn, revealSecrets }) => [
      { action: 'states:TestState', resource: '*' },
      ...(revealSecrets === true ? [{ action: 'states:RevealSecrets', resource: '*' }] : []),
      ...passRole(roleArn),
    ],
    async run(request, call) {
      const test = readTest(request);
      const setup = setUp(test, request, call, deps);
      requireRole(test, request, setup.identity, deps);
      const { observe, stages, http, exchange } = inspection(request.revealSecrets === true);
      const isTraced = request.inspectionLevel === 'TRACE';
      const verdict = await tryOut({ ...setup, observe }, test, isTraced ? { ...deps, http } : deps, call);
      const { output, next, failure } = verdict;
      const inspects = (request.inspectionLevel ?? 'INFO') !== 'INFO';
      return {
        status: verdict.status,
        output: output?.text,
        error: failure?.error,
        cause: failure?.cause,
        nextState: next,
        inspectionData: inspects
          ? { ...inspectionData(test.state, test.input, stages, verdict), ...exchange() }
          : undefined,
      };
    },
  };
  return { TestState: testState };
}

async function tryOut(setup: TrialSetup, { mock }: Test, deps: TestStateDeps, call: Call): Promise<Verdict> {
  const stamp = () => ({ nowMs: deps.clock.nowMs(), seed: deps.random.seed() });
  const step = mock === undefined ? await runTrial(setup, deps, call.signal) : await enterTrial(setup, stamp(), mock);
  if (step === undefined) return { ...TOOK_TOO_LONG, variables: setup.variables };
  return judgeTrial(setup, step, stamp());
}

/** The state is in an execution of an Express workflow, of which there is nothing else (recorded). */
function setUp(
  { machine, stateName, input, variables, retryCount, context }: Test,
  { roleArn = '' }: TestStateInput,
  call: Call,
  { clock, random }: TestStateDeps,
): Omit<TrialSetup, 'observe'> {
  const machineName = random.uuid();
  const name = random.uuid();
  const ofMachine = machineArn(call, machineName);
  const identity: ExecutionIdentity = {
    arn: `${ofMachine.replace(':stateMachine:', ':express:')}:${name}`,
    name,
    roleArn,
    machineArn: ofMachine,
    machineName,
    startMs: clock.nowMs(),
    express: 'sync',
  };
  return { machine, stateName, identity, input, variables, retryCount, ...(context && { context }) };
}

/** A task that is really done is done as somebody. */
function requireRole(
  { state, mock }: Test,
  { roleArn }: TestStateInput,
  { machineArn: ofMachine }: ExecutionIdentity,
  { authorizer }: TestStateDeps,
): void {
  const runsTask = state.type === 'Task' && mock === undefined;
  if (roleArn !== undefined) {
    if (runsTask) requireTrustedRole(authorizer, roleArn, ofMachine);
    else requireRoleArn(roleArn);
  } else if (runsTask) throw validationError('RoleArn must be specified when testing a Task state');
}
