/** The child executions of a Map Run as it sees them: they are begun, stopped, and found. */

import type { MachineType } from '../../asl/definition.ts';
import type { ExecutionStatus, MapRunChild } from '../../asl/execution-state.ts';
import { derivedUuid } from '../../base/derived-uuid.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { childRevision } from '../child-revision.ts';
import type { Engine } from '../engine.ts';
import type { ExpressExecutions } from '../express.ts';
import { ExpressInterrupted } from '../express-runner.ts';
import type { MachineRevision } from '../machine-source.ts';
import type { MadeChild } from './child-maker.ts';

/** Who runs children. */
export interface ChildRunners {
  readonly engine: () => Pick<Engine, 'start' | 'stop' | 'redrive' | 'keepEnded' | 'deliver'>;
  readonly express: () => Pick<ExpressExecutions, 'runChild' | 'stop'>;
  readonly executions: ExecutionStore;
}

export interface ChildrenOf {
  readonly revision: MachineRevision;
  /** The Map state. */
  readonly stateName: string;
  readonly executionType: MachineType;
  readonly mapRunId: string;
  readonly mapRunArn: string;
}

/** What is known of a child that was to begin. */
export type BegunChild =
  | { readonly type: 'begun' }
  /** It has ended: this start did it, or an earlier one that nobody heard of. */
  | { readonly type: 'ended'; readonly status: Exclude<ExecutionStatus, 'RUNNING'> }
  /** The state machine is being deleted. */
  | { readonly type: 'refused' };

/** One that ended without success and is to be redriven. */
export type EndedChild = Pick<MadeChild, 'no' | 'itemCount'>;

export class Children {
  readonly #runners: ChildRunners;
  readonly #of: ChildrenOf;
  readonly #revision: MachineRevision;

  constructor(runners: ChildRunners, of: ChildrenOf) {
    this.#runners = runners;
    this.#of = of;
    this.#revision = childRevision(of.revision, of.stateName);
  }

  get stateMachineArn(): string {
    return this.#revision.machineArn;
  }

  /** Always the same for the same child, so that none is begun twice. */
  arnOf(no: number): string {
    const name = this.#nameOf(no);
    const { machineArn } = this.#revision;
    return this.#of.executionType === 'STANDARD'
      ? `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`
      : `${machineArn.replace(':stateMachine:', ':express:')}:${name}:${name}`;
  }

  async exists(no: number): Promise<boolean> {
    return (await this.#runners.executions.find(this.arnOf(no))) !== undefined;
  }

  /**
   * Resolves once the child has durably begun; a child of an Express workflow, which runs in memory, once it has durably ended.
   * @throws when the store failed: whether it has begun is then unknown, and it is to be begun again
   */
  begin(child: MadeChild | EndedChild): Promise<BegunChild> {
    if (!('input' in child)) return this.#redrive(child);
    return this.#of.executionType === 'STANDARD' ? this.#beginStandard(child) : this.#runExpress(child);
  }

  /** Resolves once it has ended. A child that is not there is none to stop. */
  async stop(arn: string): Promise<void> {
    if (this.#of.executionType === 'STANDARD') await this.#runners.engine().stop(arn, {});
    else this.#runners.express().stop(arn);
  }

  async #redrive({ no }: EndedChild): Promise<BegunChild> {
    const { engine, executions } = this.#runners;
    const arn = this.arnOf(no);
    if (await engine().redrive(arn)) return { type: 'begun' };
    // it was redriven before, or it cannot be
    const row = await executions.find(arn);
    return row === undefined || row.status === 'RUNNING' ? { type: 'begun' } : { type: 'ended', status: row.status };
  }

  async #beginStandard(child: MadeChild): Promise<BegunChild> {
    const { engine, executions } = this.#runners;
    const request = this.#request(child);
    const result = await engine().start(request);
    if (result.type === 'machine-not-active') return { type: 'refused' };
    if (result.type === 'started') return { type: 'begun' };
    const row = await executions.find(request.arn);
    return row === undefined || row.status === 'RUNNING' ? { type: 'begun' } : { type: 'ended', status: row.status };
  }

  async #runExpress(child: MadeChild): Promise<BegunChild> {
    const { engine, express } = this.#runners;
    const ended = await express().runChild(this.#request(child));
    const kept = await engine().keepEnded(this.#revision, ended);
    if (kept === 'machine-not-active') return { type: 'refused' };
    return { type: 'ended', status: ended.status as Exclude<ExecutionStatus, 'RUNNING'> };
  }

  #request({ no, itemCount, input }: MadeChild) {
    const { mapRunArn, mapRunId } = this.#of;
    const mapRun: MapRunChild = { mapRunArn, mapRunId, no, itemCount };
    return { revision: this.#revision, arn: this.arnOf(no), name: this.#nameOf(no), input, mapRun };
  }

  #nameOf(no: number): string {
    return derivedUuid(`${this.#of.mapRunId} ${no}`);
  }
}

/** The process ends, and the child with it: it is run again by the next one. */
export function isInterrupted(error: unknown): boolean {
  return error instanceof ExpressInterrupted;
}
