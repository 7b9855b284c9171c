/**
 * A life of the engine, all of it decided by a seed: random machines and executions, functions that take their time, fail,
 * answer twice or never, a store that is slow and fails, crashes and orderly stops. Time is simulated.
 */

import { seededRandom } from '../../src/base/random.ts';
import type { TaskOutcome, TaskRequest } from '../../src/engine/effect-port.ts';
import type { CommitFate, ControlledStore } from '../support/controlled-store.ts';
import { EngineUnderTest, executionArn, NO_TASK } from '../support/engine-under-test.ts';
import { failed, succeeded } from '../support/scripted-tasks.ts';
import { definitionOf } from './definition.ts';
import { Dice } from './dice.ts';
import { ERRORS, type Plan, randomPlan } from './plan.ts';

const MACHINES = 3;
const EXECUTIONS_MAX = 12;
const ACTIONS = 150;
const PLACES = 4;
/** Longer than all that a plan can wait for and try. */
const LIFE_MS_MAX = 30 * 24 * 3_600_000;

export interface Execution {
  readonly name: string;
  readonly machine: string;
  readonly n: number;
  /** The answer to its start, if one came. */
  answer?: 'started' | 'name-taken' | 'failed';
  stopAsked: boolean;
}

export class Simulation {
  readonly plans = new Map<string, Plan>();
  readonly executions: Execution[] = [];
  /** What functions answered, by `EXECUTION EFFECT`. */
  readonly outcomes = new Map<string, TaskOutcome>();
  readonly world: EngineUnderTest;
  /** Whether a task that had begun before a crash is done again. */
  readonly reruns: boolean;
  readonly #dice: Dice;
  /** Tasks that were done, whoever still wanted to know. */
  readonly #done: TaskRequest[] = [];
  /** Whether things may go wrong. */
  #wild = true;

  private constructor(world: EngineUnderTest, dice: Dice, reruns: boolean) {
    this.world = world;
    this.reruns = reruns;
    this.#dice = dice;
  }

  /** Lives through the seed's story, to the end of every execution. */
  static async run(seed: string): Promise<Simulation> {
    const dice = new Dice(seed);
    const reruns = dice.chance(0.2);
    const world = await EngineUnderTest.open(NO_TASK, {
      random: seededRandom(seed),
      onUnknownOutcome: reruns ? 'rerun' : 'fail',
    });
    const simulation = new Simulation(world, dice, reruns);
    await simulation.#live();
    return simulation;
  }

  get placesTaken(): number {
    return PLACES - this.world.tasks.places;
  }

  async #live(): Promise<void> {
    const { world } = this;
    for (let i = 0; i < MACHINES; i++) {
      const plan = randomPlan(this.#dice);
      this.plans.set(`M${i}`, plan);
      await world.createMachine(`M${i}`, definitionOf(plan));
    }
    world.tasks.places = PLACES;
    world.tasks.answer = (request) => this.#answerLater(request);
    this.#unsettle(world.store);
    for (let i = 0; i < ACTIONS; i++) await this.#act();
    this.#wild = false;
    // What is still on its way, like a start that waits for another one, arrives.
    for (let i = 0; i < 10; i++) await world.pass(10_000);
    await this.#untilAllEnded();
  }

  async #act(): Promise<void> {
    const { world } = this;
    const dice = this.#dice;
    const starts = this.executions.length < EXECUTIONS_MAX ? 4 : 0;
    switch (
      dice.weighted({ pass: 20, start: starts, again: 1, stop: 0.5, double: 2, fence: 0.3, crash: 1, close: 0.5 })
    ) {
      case 'pass':
        await world.pass(dice.pick([0, 1, 7, 50, 400, 1_000, 5_000, 60_000]));
        break;
      case 'start': {
        const machine = dice.pick([...this.plans.keys()]);
        const name = `e${this.executions.length}`;
        const execution: Execution = { name, machine, n: dice.between(0, 10), stopAsked: false };
        this.executions.push(execution);
        this.#start(execution);
        if (dice.chance(0.2)) this.#start(execution);
        break;
      }
      case 'again':
        if (this.executions.length > 0) this.#start(dice.pick(this.executions));
        break;
      case 'stop':
        if (this.executions.length > 0) this.#stop(dice.pick(this.executions));
        break;
      case 'double':
        this.#answerAgain();
        break;
      case 'fence':
        await world.stored.executions.acquireShards('somebody else');
        break;
      case 'crash':
        await this.#reboot();
        break;
      case 'close':
        await this.#close();
        break;
    }
    await world.settle();
  }

  #start(execution: Execution): void {
    const { name, machine, n } = execution;
    void this.world.start(name, JSON.stringify({ n }), { machineId: `machine-${machine}` }).then(
      ({ type }) => {
        if (type !== 'machine-not-active' && execution.answer !== 'started') execution.answer = type;
      },
      () => {
        execution.answer ??= 'failed';
      },
    );
  }

  #stop(execution: Execution): void {
    execution.stopAsked = true;
    void this.world.engine.stop(executionArn(execution.name, execution.machine), {}).catch(() => undefined);
  }

  /** Functions take from no time to longer than their timeout; a lossy one may never answer. */
  #answerLater(request: TaskRequest): undefined {
    const dice = this.#dice;
    const task = this.world.tasks.begun.at(-1);
    const key = keyOf(request);
    const outcome = dice.chance(0.7) ? succeeded({ n: dice.between(0, 10), run: key }) : failed(dice.pick(ERRORS), key);
    const isLost = request.resource.endsWith('lossy') && dice.chance(0.2);
    this.outcomes.set(key, outcome);
    this.world.clock.schedule(dice.pick([0, 1, 30, 900, 8_000, 30_000]), () => {
      this.#done.push(request);
      if (isLost) task?.lose();
      else task?.finish(outcome);
    });
  }

  /** What was answered once is answered again, to whichever process there is. */
  #answerAgain(): void {
    if (this.#done.length === 0) return;
    const request = this.#dice.pick(this.#done);
    const outcome = this.outcomes.get(keyOf(request));
    const { executionArn: arn, effectId } = request;
    if (outcome !== undefined) this.world.engine.deliver(arn, { ...outcome, effectId });
  }

  async #close(): Promise<void> {
    const { world } = this;
    const deadline = new Promise<void>((resolve) => {
      world.clock.schedule(this.#dice.pick([0, 100, 20_000]), resolve);
    });
    await this.#drive(world.engine.close(deadline));
    await this.#reboot();
  }

  async #reboot(): Promise<void> {
    const { world } = this;
    world.crash();
    world.tasks.places = PLACES;
    await this.#drive(world.boot((store) => this.#unsettle(store)));
  }

  /** From now on the store is slow and fails, while things may go wrong. */
  #unsettle(store: ControlledStore): void {
    const { clock } = this.world;
    const dice = this.#dice;
    const pause = (ms: number) => new Promise<void>((resolve) => clock.schedule(ms, resolve));
    store.decideFate = async (): Promise<CommitFate> => {
      if (!this.#wild) return 'made';
      if (dice.chance(0.5)) await pause(dice.between(0, 20));
      return dice.weighted({ made: 30, failed: 1, 'made-but-failed': 1 });
    };
    store.latency = () => (this.#wild && dice.chance(0.3) ? pause(dice.between(0, 10)) : undefined);
  }

  async #untilAllEnded(): Promise<void> {
    const { world } = this;
    const giveUpMs = world.clock.nowMs() + LIFE_MS_MAX;
    const isOpen = async ({ name, machine }: Execution) => (await world.see(name, machine))?.row.status === 'RUNNING';
    for (const execution of this.executions) {
      while (await isOpen(execution)) {
        if (world.clock.nowMs() > giveUpMs) throw new Error(`${execution.name} of ${execution.machine} does not end`);
        await this.#nextMoment();
      }
    }
    await world.pass(10 * 60_000);
  }

  /** Moves time until the promise has settled. */
  async #drive(promise: Promise<unknown>): Promise<void> {
    let settled = false;
    void promise.finally(() => {
      settled = true;
    });
    while (!settled) await this.#nextMoment();
    await promise;
  }

  async #nextMoment(): Promise<void> {
    const { clock } = this.world;
    const dueMs = clock.nextDueMs ?? clock.nowMs() + 1_000;
    await this.world.pass(Math.max(0, dueMs - clock.nowMs()));
  }
}

function keyOf({ executionName, effectId }: TaskRequest): string {
  return `${executionName} ${effectId}`;
}
