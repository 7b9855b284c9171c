/** Executions: start, describe, list, stop (API reference; behaviour as recorded, states-api.md sections 4 and 5). */

import type { ParentTask, StartedThrough } from '../../asl/execution-state.ts';
import { machineArnOf } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { JsonSyntaxError } from '../../base/json.ts';
import { CAUSE_LENGTH_MAX, ERROR_LENGTH_MAX, STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import type { Random } from '../../base/random.ts';
import { type Call, type Operation, validationError } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { mapStateOf } from '../../engine/child-revision.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ExpressExecutions } from '../../engine/express.ts';
import type { MachineRevision } from '../../engine/machine-source.ts';
import type { MapRuns } from '../../engine/map-runs/map-runs.ts';
import { type ExecutionView, viewExecution } from '../../engine/view.ts';
import {
  type ExecutionRow,
  type ExecutionStatus,
  type ExecutionStore,
  executionSortMs,
} from '../../store/execution-store.ts';
import { executionArn, expressArn, mapRunArnOf, parseExecutionArn, qualifiedArn } from './arns.ts';
import { childDefinition } from './child-definition.ts';
import { DELETING } from './deletion.ts';
import {
  executionAlreadyExists,
  executionDoesNotExist,
  executionLimitExceeded,
  invalidExecutionInput,
  stateMachineDeleting,
  stateMachineDoesNotExist,
} from './errors.ts';
import { findQualified, versionOf } from './find-machine.ts';
import { listedByMachine, listedByMapRun } from './listed-executions.ts';
import type { AliasData, MachineRow, MachineStore, RevisionData, VersionData } from './machine-store.ts';
import { describeRevision } from './machines.ts';
import { requireName } from './names.ts';
import type { OpenExecutions } from './open-executions.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import { machinePermission } from './permissions.ts';
import { redriveMembers, redriveStatusOf } from './redrive-status.ts';
import { chooseVersion } from './routing.ts';
import { arnShape, INCLUDED_DATA, maxResultsShape } from './shapes.ts';

export interface ExecutionDeps {
  readonly machines: MachineStore;
  readonly executions: ExecutionStore;
  readonly engine: Engine;
  readonly express: ExpressExecutions;
  readonly mapRuns: MapRuns;
  /** Absent: as many executions may be open as there is room for. */
  readonly openExecutions?: OpenExecutions | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

export interface StartInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
  readonly traceHeader?: string;
}

interface ListInput {
  readonly stateMachineArn?: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: ExecutionStatus | 'PENDING_REDRIVE';
  readonly redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN';
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export const START_MEMBERS: Readonly<Record<string, Shape>> = {
  stateMachineArn: arnShape,
  name: { type: 'string', min: 1, max: 80 },
  input: { type: 'string', max: STATE_DATA_BYTES_MAX },
  traceHeader: { type: 'string', max: 256 },
};

/** In the order of AWS's refusal (recorded). */
const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];

export function executionOperations(deps: ExecutionDeps): Readonly<Record<string, Operation>> {
  const { machines, executions, engine, clock } = deps;

  const startExecution: Operation<StartInput> = {
    input: { type: 'structure', members: START_MEMBERS },
    permissions: ({ stateMachineArn }) => [machinePermission('states:StartExecution', stateMachineArn)],
    run: (input, call) => start(deps, input, call),
  };

  const describeExecution: Operation<{ executionArn: string; includedData?: string }> = {
    input: { type: 'structure', members: { executionArn: arnShape, includedData: INCLUDED_DATA } },
    permissions: ({ executionArn: arn }) => [{ action: 'states:DescribeExecution', resource: arn }],
    async run({ executionArn: arn, includedData }) {
      const row = await findExecution(executions, arn);
      const view = await viewExecution(executions, row);
      return {
        ...summarise(row),
        ...redriveMembers(row),
        ...redriveStatusOf(machines, row, view, clock.nowMs()),
        ...describeData(view, includedData),
      };
    },
  };

  const describeStateMachineForExecution: Operation<{ executionArn: string; includedData?: string }> = {
    input: { type: 'structure', members: { executionArn: arnShape, includedData: INCLUDED_DATA } },
    permissions: ({ executionArn: arn }) => [{ action: 'states:DescribeStateMachineForExecution', resource: arn }],
    async run({ executionArn: arn, includedData }) {
      const row = await findExecution(executions, arn);
      const revision = await machines.findRevision(row.revisionId);
      if (revision === undefined) throw stateMachineDoesNotExist(machineArnOf(arn));
      return {
        stateMachineArn: machineArnOf(arn),
        name: revision.machineName,
        updateDate: new Date(revision.updateMs),
        ...describeRevision(revisionRun(revision, row), includedData),
        ...childMembers(row),
        variableReferences: await machines.variableReferences(row.revisionId),
      };
    },
  };

  const listExecutions: Operation<ListInput> = {
    input: {
      type: 'structure',
      members: {
        stateMachineArn: { ...arnShape, required: false },
        mapRunArn: { type: 'string', min: 1, max: 2000 },
        statusFilter: { type: 'string', enum: STATUSES },
        redriveFilter: { type: 'string', enum: ['REDRIVEN', 'NOT_REDRIVEN'] },
        maxResults: maxResultsShape,
        nextToken: { type: 'string', min: 1, max: 3096 },
      },
    },
    permissions: ({ stateMachineArn, mapRunArn }) => [
      machinePermission('states:ListExecutions', stateMachineArn ?? mapRunArn ?? '*'),
    ],
    run: (input, call) => list(deps, input, call),
  };

  const stopExecution: Operation<{ executionArn: string; error?: string; cause?: string }> = {
    input: {
      type: 'structure',
      members: {
        executionArn: arnShape,
        error: { type: 'string', max: ERROR_LENGTH_MAX },
        cause: { type: 'string', max: CAUSE_LENGTH_MAX },
      },
    },
    permissions: ({ executionArn: arn }) => [{ action: 'states:StopExecution', resource: arn }],
    /** Stopping a finished execution gives its stop date. */
    async run({ executionArn: arn, error, cause }) {
      const row = await findExecution(executions, arn);
      if (row.status === 'RUNNING') {
        await engine.stop(arn, {
          ...(error === undefined ? {} : { error }),
          ...(cause === undefined ? {} : { cause }),
        });
      }
      const { stopMs } = await findExecution(executions, arn);
      return { stopDate: stopMs === undefined ? undefined : new Date(stopMs) };
    },
  };

  return {
    StartExecution: startExecution,
    DescribeExecution: describeExecution,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    ListExecutions: listExecutions,
    StopExecution: stopExecution,
  };
}

/** A child of a Map Run runs the machine inside its Map state. */
function revisionRun(revision: RevisionData, { revisionId }: ExecutionRow): RevisionData {
  const stateName = mapStateOf(revisionId);
  if (stateName === undefined) return revision;
  return { ...revision, definition: childDefinition(revision.definition, stateName) };
}

function childMembers({ arn, mapRun }: ExecutionRow) {
  const ofChild = machineArnOf(arn);
  return mapRun && { mapRunArn: mapRunArnOf(ofChild, mapRun.id), label: ofChild.slice(ofChild.indexOf('/') + 1) };
}

/** @throws InvalidArn, ExecutionDoesNotExist */
export async function findExecution(executions: ExecutionStore, arn: string): Promise<ExecutionRow> {
  parseExecutionArn(arn);
  const row = await executions.find(arn);
  if (row === undefined) throw executionDoesNotExist(arn);
  return row;
}

/** A start that nothing speaks against. */
export interface PreparedStart {
  readonly machine: MachineRow;
  readonly revision: MachineRevision;
  readonly through?: StartedThrough;
  readonly name: string;
  readonly payload: Payload;
}

/** @throws what both operations that start executions refuse */
export async function prepareStart(
  { machines, random }: Pick<ExecutionDeps, 'machines' | 'random'>,
  { stateMachineArn, name, input = '{}' }: StartInput,
  call: Call,
): Promise<PreparedStart> {
  const found = findQualified(machines, stateMachineArn, call);
  const { machine } = found;
  if (name !== undefined) requireName(name);
  const payload = parseInput(input);
  if (machine.status === DELETING) throw stateMachineDeleting(stateMachineArn);
  const version = found.alias === undefined ? found.version : versionBehind(machine, found.alias, random);
  const revision = await machines.revision(version?.revision ?? machine.data.revision);
  return {
    machine,
    revision,
    ...(version && { through: { version: version.number, ...(found.alias && { alias: found.alias.name }) } }),
    name: name ?? random.uuid(),
    payload,
  };
}

function versionBehind(machine: MachineRow, alias: AliasData, random: Random): VersionData {
  const number = chooseVersion(alias.routes, random);
  const version = versionOf(machine, number);
  assert(version !== undefined, `version ${number} of ${machine.data.arn}, which an alias leads to, is missing`);
  return version;
}

async function start(deps: ExecutionDeps, startInput: StartInput, call: Call) {
  const { machine, revision, through, name, payload } = await prepareStart(deps, startInput, call);
  const request = { revision, name, input: payload, ...(through && { through }) };
  const { parent } = call;
  if (machine.data.type === 'EXPRESS') {
    const arn = expressArn(machine.data.arn, name, deps.random.uuid());
    const { startMs } = await deps.express.start({ ...request, arn });
    return { executionArn: arn, startDate: new Date(startMs) };
  }
  const arn = executionArn(machine.data.arn, name);
  await requireRoom(deps, machine, name, call);
  const result = await deps.engine.start({ ...request, arn, ...(parent && { parent }) });
  switch (result.type) {
    case 'started':
      return { executionArn: arn, startDate: new Date(result.startMs) };
    case 'name-taken':
      return startAgain(deps.executions, { arn, name, machineId: machine.id, input: payload.text, parent });
    case 'machine-not-active': {
      const exists = deps.machines.machines.get(machine.scope, machine.name) !== undefined;
      const { stateMachineArn } = startInput;
      throw exists ? stateMachineDeleting(stateMachineArn) : stateMachineDoesNotExist(stateMachineArn);
    }
  }
}

/** A name that is known is no new execution. @throws ExecutionLimitExceeded */
export async function requireRoom(
  { openExecutions, executions }: Pick<ExecutionDeps, 'openExecutions' | 'executions'>,
  machine: MachineRow,
  name: string,
  call: Call,
): Promise<void> {
  if (openExecutions?.isFull(call) !== true) return;
  if ((await executions.findByName(machine.id, name)) === undefined) throw executionLimitExceeded();
}

interface RepeatedStart {
  readonly arn: string;
  readonly name: string;
  readonly machineId: string;
  readonly input: string;
  readonly parent: ParentTask | undefined;
}

/**
 * The same name with the same input, while that execution runs, is the same start (recorded); so is what the same task started,
 * which a restart has made start again.
 */
async function startAgain(executions: ExecutionStore, { arn, name, machineId, input, parent }: RepeatedStart) {
  const row = await executions.findByName(machineId, name);
  if (row === undefined) throw executionAlreadyExists(arn);
  const view = await viewExecution(executions, row);
  const isOwn = parent !== undefined && isSameTask(parent, view.parent);
  if (!isOwn && (row.status !== 'RUNNING' || view.input !== input)) throw executionAlreadyExists(arn);
  return { executionArn: arn, startDate: new Date(row.startMs) };
}

function isSameTask({ executionArn, effectId }: ParentTask, other: ParentTask | undefined): boolean {
  return other?.executionArn === executionArn && other.effectId === effectId;
}

/** @throws InvalidExecutionInput */
export function parseInput(input: string): Payload {
  if (input.trim() === '') throw invalidExecutionInput('Invalid execution input.');
  try {
    const payload = Payload.parse(input);
    if (payload.bytes > STATE_DATA_BYTES_MAX) {
      throw validationError(
        `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${STATE_DATA_BYTES_MAX}`,
      );
    }
    return payload;
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalidExecutionInput(error.message);
    throw error;
  }
}

async function list(deps: ExecutionDeps, input: ListInput, call: Call) {
  const { stateMachineArn, mapRunArn, statusFilter, redriveFilter, maxResults, nextToken } = input;
  if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
    throw validationError('Exactly one of stateMachineArn and mapRunArn must be specified.');
  }
  const isOwn = stateMachineArn !== undefined;
  if (isOwn && statusFilter === 'PENDING_REDRIVE') {
    throw validationError('The status filter PENDING_REDRIVE can only be used with mapRunArn.');
  }
  const { listing, name } = isOwn
    ? listedByMachine(deps.machines, stateMachineArn, call)
    : await listedByMapRun(deps.mapRuns, mapRunArn as string);
  if (statusFilter === 'PENDING_REDRIVE') return { executions: [] };
  const limit = pageSize(maxResults);
  const nowMs = deps.clock.nowMs();
  const key = `ListExecutions ${name} ${statusFilter ?? ''} ${redriveFilter ?? ''}`;
  const before = decodeToken<{ sortMs: number; id: number }>(key, nextToken, nowMs);
  const rows = await deps.executions.list({
    ...listing,
    ...(statusFilter === undefined ? {} : { status: statusFilter }),
    ...(redriveFilter === undefined ? {} : { redriven: redriveFilter === 'REDRIVEN' }),
    ...(before === undefined ? {} : { before }),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    executions: page.map((row) => ({ ...summarise(row), itemCount: row.mapRun?.itemCount, ...redriveMembers(row) })),
    nextToken:
      last !== undefined && page.length < rows.length
        ? encodeToken(key, { sortMs: executionSortMs(last), id: last.id }, nowMs)
        : undefined,
  };
}

function summarise({ arn, name, status, startMs, stopMs, through, mapRun }: ExecutionRow) {
  const stateMachineArn = machineArnOf(arn);
  return {
    executionArn: arn,
    stateMachineArn,
    mapRunArn: mapRun && mapRunArnOf(stateMachineArn, mapRun.id),
    stateMachineVersionArn: through && qualifiedArn(stateMachineArn, through.version),
    stateMachineAliasArn: through?.alias === undefined ? undefined : qualifiedArn(stateMachineArn, through.alias),
    name,
    status,
    startDate: new Date(startMs),
    stopDate: stopMs === undefined ? undefined : new Date(stopMs),
  };
}

/** A parked execution runs on paper; error and cause say what is the matter. */
function describeData({ input, output, failure, parkedReason }: ExecutionView, includedData = 'ALL_DATA') {
  const included = includedData === 'ALL_DATA';
  const { error, cause } =
    parkedReason === undefined ? (failure ?? {}) : { error: 'Stepwell.Parked', cause: parkedReason };
  return {
    input: included ? input : undefined,
    inputDetails: { included },
    output: included ? output : undefined,
    outputDetails: output === undefined ? undefined : { included },
    error: included ? error : undefined,
    cause: included ? cause : undefined,
  };
}
