/** Runs one state for real, for as long as TestState may: tasks are done as the given role, waits are waited for. */
import { frameDeadline } from '../../../asl/deadlines.ts';
import { dueSignal } from '../../../asl/frames.ts';
import type { Signal } from '../../../asl/state-kind.ts';
import { enterTrial, resumeTrial, type TrialSetup, type TrialStep } from '../../../asl/trial.ts';
import { assert } from '../../../base/assert.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { EffectPort, HttpObserver, RunOutcome } from '../../../engine/effect-port.ts';
import { taskRequest } from '../../../engine/task-request.ts';

export interface TrialDeps {
  readonly effects: EffectPort;
  readonly clock: Clock;
  readonly random: Random;
  /** Looks on while the task goes over HTTP. */
  readonly http?: HttpObserver;
}

/** API reference: a test takes at most five minutes. */
const DURATION_MS_MAX = 300_000;

/** What a state at work waits for. */
interface Waiting {
  readonly news: Promise<Signal>;
  /** Called in any case once nobody listens any more. */
  giveUp(): void;
}

/**
 * The step in which the state was left or failed; undefined when it took too long.
 * @param signal aborted when nobody waits for the answer any more, which ends it too
 */
export async function runTrial(
  setup: TrialSetup,
  deps: TrialDeps,
  signal: AbortSignal | undefined,
): Promise<TrialStep | undefined> {
  const { clock } = deps;
  const stamp = () => ({ nowMs: clock.nowMs(), seed: deps.random.seed() });
  const limit = timer(clock, DURATION_MS_MAX);
  try {
    let step = await enterTrial(setup, stamp());
    while (step.outcome.type === 'paused') {
      const waiting = waitingOf(setup, step, deps);
      const over = Promise.race([limit.elapsed, aborted(signal)]).then(() => undefined);
      const news = await Promise.race([waiting.news, over]);
      waiting.giveUp();
      if (news === undefined) return undefined;
      step = await resumeTrial(setup, step.state, news, stamp());
    }
    return step;
  } finally {
    limit.cancel();
  }
}

function waitingOf(setup: TrialSetup, { state, outcome }: TrialStep, deps: TrialDeps): Waiting {
  const { frame } = outcome;
  const due = timer(deps.clock, frameDeadline(frame) - deps.clock.nowMs());
  const dueNews = due.elapsed.then(() => dueSignal(frame));
  if (frame.effect === undefined) return { news: dueNews, giveUp: due.cancel };
  const task = runTask(setup, state, frame.effect.id, deps);
  return {
    news: Promise.race([task.news, dueNews]),
    giveUp() {
      due.cancel();
      task.giveUp();
    },
  };
}

/** A task that has begun is not stopped when it is given up: its result is dropped. */
function runTask(
  setup: TrialSetup,
  state: TrialStep['state'],
  effectId: string,
  { effects, http }: TrialDeps,
): Waiting {
  const { identity, machine } = setup;
  const { machineArn, machineName, roleArn } = identity;
  const revision = { id: machineName, machineId: machineName, machine, machineArn, machineName, roleArn };
  const request = taskRequest(revision, state, effectId, () => effectId);
  assert(request !== undefined, `effect ${effectId} is not open`);
  const controller = new AbortController();
  const observed = { ...request, ...(http && { http }) };
  const news = effects.prepare(observed, controller.signal).then(async (ready): Promise<Signal> => {
    if (!controller.signal.aborted) return signalOf(await ready.run());
    ready.release();
    return { type: 'elapsed' };
  });
  return { news, giveUp: () => controller.abort() };
}

function signalOf(outcome: RunOutcome): Signal {
  assert(outcome.type === 'succeeded' || outcome.type === 'failed', 'only calls are run, and they end');
  return outcome;
}

/** An infinite delay never elapses. */
function timer(clock: Clock, delayMs: number): { readonly elapsed: Promise<void>; cancel(): void } {
  let cancel = () => {};
  const elapsed = new Promise<void>((resolve) => {
    if (delayMs === Number.POSITIVE_INFINITY) return;
    const timer = clock.schedule(delayMs, resolve);
    cancel = () => timer.cancel();
  });
  return { elapsed, cancel };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
