/**
 * Forks: new executions that begin where another one was, in any of its states, with a definition, an input and variables that
 * may be edited. The machine stays as it is: an edited definition becomes a revision that only the fork runs.
 */
import type { Beginning } from '../../asl/execution-state.ts';
import { formatDiagnostics } from '../../asl/parse/diagnostic.ts';
import { parseDefinition } from '../../asl/parse/parse-definition.ts';
import { variablesWith } from '../../asl/variables.ts';
import { machineArnOf } from '../../base/arn.ts';
import { isJsonObject, parseJson } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { type Call, validationError } from '../../base/service.ts';
import type { ForkInput } from '../../base/stepwell-api.ts';
import type { WireEvent } from '../../engine/codec.ts';
import type { MachineRevision } from '../../engine/machine-source.ts';
import { type ExecutionView, readHistory, viewExecution } from '../../engine/view.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import { executionArn as arnOf } from './arns.ts';
import { executionAlreadyExists, invalidDefinition, stateMachineDeleting, stateMachineDoesNotExist } from './errors.ts';
import { type ExecutionDeps, findExecution, parseInput, requireRoom } from './executions.ts';
import { findActiveMachine } from './find-machine.ts';
import type { MachineRow, RevisionData } from './machine-store.ts';
import { requireName } from './names.ts';
import { readVariables } from './read-variables.ts';

export type ForkDeps = Pick<
  ExecutionDeps,
  'machines' | 'executions' | 'engine' | 'clock' | 'random' | 'openExecutions'
>;

/** Where an execution was when it entered a state. */
interface Place {
  readonly eventId: number;
  readonly input: string;
  /** JSON texts. */
  readonly variables: Readonly<Record<string, string>>;
}

const HISTORY_PAGE = 1000;

/** @throws the errors of StartExecution, and ValidationException for a place where it cannot begin */
export async function forkExecution(deps: ForkDeps, request: ForkInput, call: Call) {
  const { machines, executions, engine, random } = deps;
  const { executionArn, name = random.uuid() } = request;
  requireName(name);
  const row = await findExecution(executions, executionArn);
  const find = () => findActiveMachine(machines, machineArnOf(executionArn), call);
  const machine = find();
  const original = await machines.findRevision(row.revisionId);
  if (original === undefined) throw stateMachineDoesNotExist(machine.data.arn);
  const { definition = original.definition } = request;
  const states = ownStates(definition);
  const view = await viewExecution(executions, row);
  const events = await wholeHistory(deps, row.id, view.lastEventId);
  const { stateName = states.startAt } = request;
  const place = placeOf(events, view, { stateName, eventId: request.eventId, states: ownStates(original.definition) });
  const beginning = beginningOf(request, { stateName, place, states });
  // An edited input of the first state is that of the whole execution.
  const isStart = stateName === states.startAt && request.input !== undefined;
  const input = isStart ? beginning.input : Payload.ofText(view.input);
  const { eventId } = place ?? {};
  const origin = { executionArn, stateName, variables: beginning.variables, ...(eventId !== undefined && { eventId }) };
  await requireRoom(deps, machine, name, call);
  const revision = await revisionFor(deps, find, { original, originalId: row.revisionId, definition });
  const arn = arnOf(machine.data.arn, name);
  const result = await engine.start({ revision, arn, name, input, fork: { origin, beginning } });
  switch (result.type) {
    case 'started':
      return { executionArn: arn, startMs: result.startMs };
    case 'name-taken':
      throw executionAlreadyExists(arn);
    case 'machine-not-active':
      throw stateMachineDeleting(machine.data.arn);
  }
}

interface OwnStates {
  readonly startAt: string;
  /** Those of the machine itself, without those of machines nested in them. */
  readonly names: ReadonlySet<string>;
}

/** @throws InvalidDefinition */
function ownStates(definition: string): OwnStates {
  const { machine, diagnostics } = parseDefinition(definition);
  if (machine === undefined) throw invalidDefinition(formatDiagnostics(diagnostics));
  const json = parseJson(definition);
  const states = isJsonObject(json) ? json['States'] : undefined;
  return { startAt: machine.startAt, names: new Set(isJsonObject(states) ? Object.keys(states) : []) };
}

async function wholeHistory({ executions }: ForkDeps, id: number, lastEventId: number): Promise<readonly WireEvent[]> {
  const events: WireEvent[] = [];
  for (let startId = 1; startId <= lastEventId; startId += HISTORY_PAGE) {
    events.push(...(await readHistory(executions, id, { startId, limit: HISTORY_PAGE, reverse: false })));
  }
  return events;
}

interface Details {
  readonly name?: string;
  readonly input?: string;
  readonly assignedVariables?: Readonly<Record<string, string>>;
}

interface Wanted {
  readonly stateName: string;
  readonly eventId: number | undefined;
  /** Of the original. */
  readonly states: OwnStates;
}

/** Undefined when the execution never entered the state. @throws ValidationException when the event is not one that did */
function placeOf(
  events: readonly WireEvent[],
  { forkedFrom }: ExecutionView,
  { stateName, eventId, states }: Wanted,
): Place | undefined {
  let variables: Readonly<Record<string, string>> = forkedFrom?.variables ?? {};
  let place: Place | undefined;
  for (const event of events) {
    const entered = event['stateEnteredEventDetails'] as Details | undefined;
    const exited = event['stateExitedEventDetails'] as Details | undefined;
    if (entered?.name === stateName && (eventId === undefined || eventId === event.id)) {
      place = { eventId: event.id, input: entered.input ?? '', variables };
    }
    // The variables of a branch or an iteration end with it.
    if (exited?.assignedVariables !== undefined && states.names.has(exited.name ?? '')) {
      variables = { ...variables, ...exited.assignedVariables };
    }
  }
  if (eventId !== undefined && place === undefined) {
    throw validationError(`Event ${eventId} of the execution did not enter the state "${stateName}".`);
  }
  return place;
}

interface Start {
  readonly stateName: string;
  readonly place: Place | undefined;
  readonly states: OwnStates;
}

/** @throws ValidationException, InvalidExecutionInput */
function beginningOf(request: ForkInput, { stateName, place, states }: Start): Beginning {
  if (!states.names.has(stateName)) {
    const known = [...states.names].map((name) => `"${name}"`).join(', ');
    throw validationError(
      `A fork begins with one of the machine's own states, ${known}; "${stateName}" is none of them.`,
    );
  }
  const { input = place?.input } = request;
  if (input === undefined) {
    throw validationError(`The execution never entered the state "${stateName}": give the input it is to have.`);
  }
  const variables =
    request.variables === undefined
      ? Object.fromEntries(Object.entries(place?.variables ?? {}).map(([name, text]) => [name, Payload.ofText(text)]))
      : readVariables(request.variables);
  const fitting = variablesWith({}, variables);
  if (fitting === undefined) throw validationError('The variables are larger than a state may assign.');
  return { stateName, input: parseInput(input), variables: fitting };
}

interface Definitions {
  readonly original: RevisionData;
  readonly originalId: string;
  readonly definition: string;
}

/** @throws StateMachineDoesNotExist, StateMachineDeleting */
async function revisionFor(
  { machines, clock, random }: ForkDeps,
  find: () => MachineRow,
  { original, originalId, definition }: Definitions,
): Promise<MachineRevision> {
  if (definition === original.definition) return machines.revision(originalId);
  const id = random.uuid();
  const data = { ...original, definition, updateMs: clock.nowMs(), revisionId: id };
  for (;;) {
    try {
      await machines.addRevision(find(), id, data);
      return await machines.revision(id);
    } catch (error) {
      if (!(error instanceof ResourceConflictError)) throw error;
    }
  }
}
