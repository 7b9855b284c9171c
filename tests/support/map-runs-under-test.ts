/** The Map Runs of a process that a test can end: from then on nothing it asks a store gets an answer. */
import type { Clock } from '../../src/base/clock.ts';
import type { Random } from '../../src/base/random.ts';
import type { EffectPort } from '../../src/engine/effect-port.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { ExecutionLog } from '../../src/engine/execution-log.ts';
import { ExpressExecutions } from '../../src/engine/express.ts';
import type { MachineSource } from '../../src/engine/machine-source.ts';
import type { MapRunPort } from '../../src/engine/map-run-port.ts';
import { MapRuns } from '../../src/engine/map-runs/map-runs.ts';
import type { ExecutionStore } from '../../src/store/execution-store.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';

/** For engines whose machines have no distributed Map. */
export const NO_MAP_RUNS: MapRunPort = { begin() {}, abandon() {}, childEnded() {}, foundEnded() {} };

const NO_LOG: ExecutionLog = {
  hasGroup: async () => false,
  append: async () => undefined,
  post: () => undefined,
  settle: async () => undefined,
};

export interface MapRunsWorld {
  readonly executions: ExecutionStore;
  readonly resources: ResourceStore;
  readonly machines: MachineSource;
  readonly effects: EffectPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: () => Engine;
  readonly isAlive: () => boolean;
  readonly onDefect: (error: unknown) => void;
}

export async function openMapRuns(world: MapRunsWorld): Promise<MapRuns> {
  const { resources, isAlive, machines, effects, clock, random, onDefect } = world;
  const mortal = mortalResources(resources, isAlive);
  const express = await ExpressExecutions.open({
    resources: mortal,
    machines,
    effects,
    log: NO_LOG,
    clock,
    random,
    onDefect,
  });
  return new MapRuns({
    ...world,
    resources: mortal,
    express: () => express,
    sources: {
      open: async () => {
        throw new Error('there are no objects here');
      },
    },
    sink: {
      write: async () => {
        throw new Error('there are no objects here');
      },
    },
    childrenDenial: () => undefined,
  });
}

function mortalResources(resources: ResourceStore, isAlive: () => boolean): ResourceStore {
  const mortal =
    <Args extends unknown[], T>(ask: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (!isAlive()) return new Promise(() => {});
      const answer = await ask(...args);
      return isAlive() ? answer : new Promise(() => {});
    };
  return {
    get: mortal((...args: Parameters<ResourceStore['get']>) => resources.get(...args)),
    getById: mortal((...args: Parameters<ResourceStore['getById']>) => resources.getById(...args)),
    list: mortal((...args: Parameters<ResourceStore['list']>) => resources.list(...args)),
    apply: mortal((...args: Parameters<ResourceStore['apply']>) => resources.apply(...args)),
  };
}
