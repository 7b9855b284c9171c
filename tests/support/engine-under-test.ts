/** The engine over a store, a clock and a world of tasks that a test controls. It can crash and come back. */

import type { Machine } from '../../src/asl/definition.ts';
import { parseDefinition } from '../../src/asl/parse/parse-definition.ts';
import { type Clock, FakeClock } from '../../src/base/clock.ts';
import type { Json } from '../../src/base/json.ts';
import { Payload } from '../../src/base/payload.ts';
import { type Random, seededRandom } from '../../src/base/random.ts';
import type { WireEvent } from '../../src/engine/codec.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { EngineOptions, StartResult } from '../../src/engine/engine-options.ts';
import type { ExecutionLog, LoggingSettings } from '../../src/engine/execution-log.ts';
import type { MachineRevision, MachineSource } from '../../src/engine/machine-source.ts';
import type { MapRuns } from '../../src/engine/map-runs/map-runs.ts';
import type { TaskTokens } from '../../src/engine/task-request.ts';
import { type ExecutionView, readHistory, viewExecution } from '../../src/engine/view.ts';
import type { ExecutionRow } from '../../src/store/execution-store.ts';
import { openMemoryStore } from '../../src/store/memory/index.ts';
import type { Store } from '../../src/store/store.ts';
import { ControlledStore } from './controlled-store.ts';
import { openMapRuns } from './map-runs-under-test.ts';
import { ScriptedTasks } from './scripted-tasks.ts';

const SCOPE = '123456789012/us-east-1';
const ARN = 'arn:aws:states:us-east-1:123456789012';
/** Long enough for a busy machine; a condition that comes true takes a fraction of it. */
const PATIENCE_MS = 20_000;

export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
export const executionArn = (name: string, machine = 'M') => `${ARN}:execution:${machine}:${name}`;

/** A task that calls function `f`. */
export const TASK = { Type: 'Task', Resource: functionArn('f') } as const;
/** A machine of one task. */
export const ONE_TASK = { StartAt: 'T', States: { T: { ...TASK, End: true } } } as const;
export const NO_TASK = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } } as const;
/** What a task that had begun before a crash is tried again with. */
export const RETRY_UNKNOWN = [{ ErrorEquals: ['Lambda.SdkClientException'], IntervalSeconds: 1, MaxAttempts: 3 }];

/** A row as clients see it. */
export interface Seen {
  readonly row: ExecutionRow;
  readonly view: ExecutionView;
  readonly events: readonly WireEvent[];
  readonly types: readonly string[];
}

export interface EngineSettings {
  readonly store?: Store;
  readonly onUnknownOutcome?: EngineOptions['onUnknownOutcome'];
  readonly random?: Random;
  /** Where the executions of machine `M` are logged. */
  readonly log?: { readonly to: ExecutionLog; readonly settings: LoggingSettings };
}

export class EngineUnderTest {
  readonly clock = new FakeClock();
  readonly tasks = new ScriptedTasks();
  readonly stored: Store;
  /** ARNs of executions that a defect parked, and errors that were told. */
  readonly parked: string[] = [];
  readonly defects: unknown[] = [];
  readonly ended: string[] = [];
  /** The store as the present process sees it. */
  store!: ControlledStore;
  engine!: Engine;
  mapRuns!: MapRuns;
  readonly #settings: EngineSettings;
  readonly #random: Random;
  readonly #revisions = new Map<string, MachineRevision>();
  #crash = () => {};

  private constructor(settings: EngineSettings) {
    this.#settings = settings;
    this.#random = settings.random ?? seededRandom('5eed');
    this.stored = settings.store ?? openMemoryStore();
  }

  /** With a machine `M` of one task. */
  static async open(definition: Json = ONE_TASK, settings: EngineSettings = {}): Promise<EngineUnderTest> {
    const world = new EngineUnderTest(settings);
    await world.createMachine('M', definition);
    await world.boot();
    return world;
  }

  /** A new process over what is stored; `prepare` sees its store before it does. */
  async boot(prepare: (store: ControlledStore) => void = () => {}): Promise<void> {
    let alive = true;
    const store = new ControlledStore(this.stored.executions);
    this.#crash = () => {
      alive = false;
      store.end();
    };
    const clock: Clock = {
      nowMs: () => this.clock.nowMs(),
      schedule: (delayMs, run) => this.clock.schedule(delayMs, () => alive && run()),
    };
    this.store = store;
    prepare(store);
    const effects = this.tasks.port(() => alive);
    const onDefect = (error: unknown) => void (alive && this.defects.push(error));
    this.mapRuns = await openMapRuns({
      executions: store,
      resources: this.stored.resources,
      machines: this.machines,
      effects,
      clock,
      random: this.#random,
      engine: () => this.engine,
      isAlive: () => alive,
      onDefect,
    });
    this.engine = await Engine.open({
      store,
      machines: this.machines,
      effects,
      mapRuns: this.mapRuns,
      ...(this.#settings.log && { log: this.#settings.log.to }),
      clock,
      random: this.#random,
      onUnknownOutcome: this.#settings.onUnknownOutcome ?? 'fail',
      taskToken: taskTokenOf,
      onEnded: (machineId) => void (alive && this.ended.push(machineId)),
      onParked: (arn) => void (alive && this.parked.push(arn)),
      onDefect,
    });
    await this.mapRuns.recover();
    await this.engine.recover();
  }

  /** `kill -9`: nothing of the process is left but what is durable. */
  crash(): void {
    this.#crash();
  }

  async restart(): Promise<void> {
    this.crash();
    await this.boot();
  }

  readonly machines: MachineSource = {
    revision: async (id) => {
      const revision = this.#revisions.get(id);
      if (revision === undefined) throw new Error(`there is no revision ${id}`);
      return revision;
    },
    tryRevision: async (id) => this.#revisions.get(id),
  };

  async createMachine(name: string, definition: Json, id = `machine-${name}`): Promise<void> {
    const resource = { kind: 'stateMachine', scope: SCOPE, name, id, status: 'ACTIVE', createdMs: 1, data: '{}' };
    await this.stored.resources.apply([{ type: 'create', resource }]);
    this.replaceMachine(name, machineOf(definition), id);
  }

  /** What the machine's executions run from now on, those that are loaded again included. */
  replaceMachine(name: string, machine: Machine, id = `machine-${name}`): void {
    this.#revisions.set(`${id}-revision`, {
      id: `${id}-revision`,
      machineId: id,
      machine,
      machineArn: `${ARN}:stateMachine:${name}`,
      machineName: name,
      roleArn: 'arn:aws:iam::123456789012:role/r',
      ...(name === 'M' && this.#settings.log && { logging: this.#settings.log.settings }),
    });
  }

  /** Its revision is missing from now on: executions of it cannot be loaded. */
  forgetMachine(name: string): void {
    this.#revisions.delete(`machine-${name}-revision`);
  }

  /** `text`: the input as it came. */
  async start(name: string, text = '{}', { machineId = 'machine-M' } = {}): Promise<StartResult> {
    const revision = await this.machines.revision(`${machineId}-revision`);
    const arn = executionArn(name, revision.machineName);
    return this.engine.start({ revision, arn, name, input: Payload.parse(text) });
  }

  /** What Describe and GetExecutionHistory would show; undefined for ExecutionDoesNotExist. */
  async see(name: string, machine = 'M'): Promise<Seen | undefined> {
    const row = await this.stored.executions.find(executionArn(name, machine));
    if (row === undefined) return undefined;
    const view = await viewExecution(this.stored.executions, row);
    const events = await this.historyPage(name, { startId: 1, limit: view.lastEventId, reverse: false }, machine);
    return { row, view, events, types: events.map(({ type }) => type) };
  }

  /** A page of GetExecutionHistory. */
  async historyPage(name: string, page: Parameters<typeof readHistory>[2], machine = 'M') {
    const row = await this.stored.executions.find(executionArn(name, machine));
    return row === undefined ? [] : readHistory(this.stored.executions, row.id, page);
  }

  async statusOf(name: string): Promise<string | undefined> {
    return (await this.see(name))?.row.status;
  }

  /** The execution once it has ended. */
  async end(name: string, machine = 'M'): Promise<Seen> {
    await this.until(async () => ((await this.see(name, machine))?.row.status ?? 'RUNNING') !== 'RUNNING');
    return (await this.see(name, machine)) as Seen;
  }

  /** Waits for a condition, however long the machine takes. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const giveUpMs = Date.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (Date.now() > giveUpMs) throw new Error(`it never came true: ${condition}`);
      await turn();
    }
  }

  /** Everything that can happen without the clock, the test or a disk has happened. */
  async settle(): Promise<void> {
    for (let i = 0; i < 5; i++) await turn();
  }

  /** What is under way comes to rest before the clock moves, and after. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    this.clock.advance(ms);
    await this.settle();
  }

  /** Ends what runs in the process and the store. */
  async close(): Promise<void> {
    this.crash();
    await this.stored.close();
  }
}

/** Tokens that a test can tell. */
export const taskTokenOf: TaskTokens = ({ arn, startMs }, effectId) => `${arn} ${startMs} ${effectId}`;

export function machineOf(definition: Json): Machine {
  const { machine, diagnostics } = parseDefinition(JSON.stringify(definition));
  if (machine === undefined) throw new Error(JSON.stringify(diagnostics));
  return machine;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
