/** Who gets an execution environment, and when; with real processes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { PoolClosedError } from './environment.ts';
import type { Credentials, FunctionVersion } from './function-version.ts';
import { Interpreters } from './interpreters.ts';
import { plainProcessIsolation } from './isolation/plain-process.ts';
import { TEXT_LOGGING } from './platform-log.ts';
import { EnvironmentPool, type Lease, type PoolOptions } from './pool.ts';
import { ProvisionFailedError } from './provisioned.ts';

const root = mkdtempSync(join(tmpdir(), 'stepwell-pool-'));
writeFileSync(
  join(root, 'index.js'),
  `exports.handler = async (event) => {
    if (event.allocateMb) globalThis.kept = Buffer.alloc(event.allocateMb * 1024 * 1024, 1);
    if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
    return process.pid;
  };`,
);
const isolation = plainProcessIsolation(false, 'run as the user that runs Stepwell');
afterAll(() => {
  isolation.close();
  rmSync(root, { recursive: true });
});

let pool: EnvironmentPool;
afterEach(() => pool.close());

function openPool(options: PoolOptions, credentials: Partial<Credentials> = {}, nowMs = systemClock.nowMs): void {
  pool = new EnvironmentPool(
    {
      clock: { ...systemClock, nowMs },
      random: systemRandom,
      endpoint: () => '',
      isolation,
      interpreters: new Interpreters(),
      logSink: { write() {} },
      credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '', ...credentials }),
    },
    { sparesMax: 0, startsMax: 2, ...options },
  );
}

const fn = (key: string): FunctionVersion => ({
  key,
  name: key,
  version: '$LATEST',
  region: 'us-east-1',
  runtime: 'nodejs20.x',
  handler: 'index.handler',
  memoryMb: 128,
  timeoutMs: 5000,
  roleArn: 'role',
  variables: {},
  logGroup: key,
  logging: TEXT_LOGGING,
  ephemeralMb: 512,
  codeDirectory: async () => root,
});

const run = async (lease: Lease | undefined, event = {}) => {
  const invoked = await lease?.invoke({ requestId: 'r', event: JSON.stringify(event), invokedFunctionArn: 'arn' });
  return Number(invoked?.payload);
};

test('a place to start in counts as free, one whose function is at work does not', () => {
  openPool({ environmentsMax: 1 });
  const lease = pool.tryAcquire(fn('a'));
  expect(lease).toBeDefined();
  expect(pool.tryAcquire(fn('a'))).toBeUndefined();
  expect(pool.tryAcquire(fn('b'))).toBeUndefined();
  lease?.release();
  expect(pool.tryAcquire(fn('a'))).toBeDefined();
});

test('the environment that was used last is used next', async () => {
  openPool({ environmentsMax: 4 });
  const first = pool.tryAcquire(fn('a'));
  const second = pool.tryAcquire(fn('a'));
  await run(first);
  const last = await run(second);
  expect(await run(pool.tryAcquire(fn('a')))).toBe(last);
  expect(pool.size).toBe(2);
});

test('a wish is served by the environment that becomes free first', async () => {
  openPool({ environmentsMax: 1 });
  const pid = run(pool.tryAcquire(fn('a')), { sleep: 20 });
  const waiting = await Promise.all([1, 2, 3].map(async () => run(await pool.acquire(fn('a')))));
  expect(new Set([await pid, ...waiting]).size).toBe(1);
});

test('wishes are served in the order they came, and nobody overtakes', async () => {
  openPool({ environmentsMax: 1 });
  const order: number[] = [];
  const busy = run(pool.tryAcquire(fn('a')), { sleep: 20 });
  const wishes = [1, 2, 3].map(async (number) => {
    const lease = await pool.acquire(fn('a'));
    order.push(number);
    await run(lease);
  });
  expect(pool.tryAcquire(fn('a'))).toBeUndefined();
  await Promise.all([busy, ...wishes]);
  expect(order).toEqual([1, 2, 3]);
});

/** Times of invocations are what the clock says: here each takes as long as the last reading is from this one. */
async function learnServiceMs(stepMs: number): Promise<void> {
  let timeMs = systemClock.nowMs();
  openPool({ environmentsMax: 1 }, {}, () => {
    timeMs += stepMs;
    return timeMs;
  });
  // the first one is cold and does not count
  await run(pool.tryAcquire(fn('a')));
  await run(pool.tryAcquire(fn('a')));
}

test('the environment of short invocations is promised while it is still taken', async () => {
  await learnServiceMs(0);
  const holder = pool.tryAcquire(fn('a'));
  const promised = pool.tryAcquire(fn('a'));
  const order: string[] = [];
  const second = run(promised).then(() => order.push('promised'));
  await run(holder).then(() => order.push('holder'));
  await second;
  expect(order).toEqual(['holder', 'promised']);
  expect(pool.size).toBe(1);
});

test('the environment of long invocations is promised to nobody', async () => {
  await learnServiceMs(50);
  expect(pool.tryAcquire(fn('a'))).toBeDefined();
  expect(pool.tryAcquire(fn('a'))).toBeUndefined();
});

test('no more is promised than can be kept in a moment, and what is not used can be promised again', async () => {
  await learnServiceMs(0);
  const leases: Lease[] = [];
  for (let lease = pool.tryAcquire(fn('a')); lease !== undefined; lease = pool.tryAcquire(fn('a'))) leases.push(lease);
  expect(leases.length).toBeGreaterThan(2);
  leases.at(-1)?.release();
  expect(pool.tryAcquire(fn('a'))).toBeDefined();
});

test('a promise outlasts a change of the function', async () => {
  await learnServiceMs(0);
  const holder = pool.tryAcquire(fn('a'));
  const promised = pool.tryAcquire(fn('a'));
  pool.retire('a');
  holder?.release();
  expect(await run(promised)).toBeGreaterThan(0);
});

test('a promise is broken when the pool closes', async () => {
  await learnServiceMs(0);
  pool.tryAcquire(fn('a'));
  const promised = pool.tryAcquire(fn('a'));
  await Promise.all([expect(run(promised)).rejects.toThrow(PoolClosedError), pool.close()]);
});

test('callers go before queued work, whenever they came and whatever function the work is for', async () => {
  openPool({ environmentsMax: 1 });
  const order: string[] = [];
  const busy = run(pool.tryAcquire(fn('a')), { sleep: 20 });
  const wish = async (name: string, key: string, isQueuedWork: boolean) => {
    const lease = await pool.acquire(fn(key), { isQueuedWork });
    order.push(name);
    await run(lease);
  };
  const queued = ['event 1', 'event 2'].map((name) => wish(name, 'a', true));
  const calls = [wish('call', 'a', false), wish('call of another', 'b', false)];
  await Promise.all([busy, ...queued, ...calls]);
  expect(order.slice(2)).toEqual(['event 1', 'event 2']);
});

test('when all places are taken, the one idle longest makes room', async () => {
  openPool({ environmentsMax: 2 });
  await run(pool.tryAcquire(fn('a')));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const b = await run(pool.tryAcquire(fn('b')));
  await run(pool.tryAcquire(fn('c')));
  expect(pool.size).toBe(2);
  expect(await run(pool.tryAcquire(fn('b')))).toBe(b);
});

test('a function under load leaves room for another one in the end', async () => {
  openPool({ environmentsMax: 1 });
  let done = false;
  const load = Array.from({ length: 4 }, async () => {
    while (!done) await run(await pool.acquire(fn('busy')), { sleep: 5 });
  });
  expect(await run(await pool.acquire(fn('other')))).toBeGreaterThan(0);
  done = true;
  await Promise.all(load);
});

test('a thousand queued calls of one function delay another one’s call by the invocations that run, not by the queue', async () => {
  openPool({ environmentsMax: 2 });
  let served = 0;
  let stopped = false;
  const queue = Array.from({ length: 1000 }, async () => {
    const lease = await pool.acquire(fn('busy'));
    if (stopped) return lease.release();
    await run(lease, { sleep: 10 });
    served++;
  });
  await expect.poll(() => served).toBeGreaterThan(4);
  const before = served;
  const lease = await pool.acquire(fn('other'));
  expect(served - before).toBeLessThanOrEqual(2);
  expect(await run(lease)).toBeGreaterThan(0);
  stopped = true;
  await Promise.all(queue);
});

test('environments that use much memory make room before there are too many of them', async () => {
  const hungry = fn('hungry');
  openPool({ environmentsMax: 8, memoryBytesMax: 3 * 128 * 1024 * 1024 });
  const leases = [1, 2, 3].map((number) => pool.tryAcquire({ ...hungry, key: `${number}`, memoryMb: 512 }));
  expect(pool.tryAcquire(fn('fourth'))).toBeUndefined();
  await Promise.all(leases.map((lease) => run(lease, { allocateMb: 300 })));
  await run(pool.tryAcquire(fn('fourth')));
  expect(pool.size).toBe(1);
});

test('many short invocations share few environments, long ones get more', async () => {
  openPool({ environmentsMax: 16 });
  await run(pool.tryAcquire(fn('short')));
  await Promise.all(Array.from({ length: 200 }, async () => run(await pool.acquire(fn('short')))));
  expect(pool.size).toBeLessThan(6);
  await Promise.all(Array.from({ length: 8 }, async () => run(await pool.acquire(fn('long')), { sleep: 1000 })));
  expect(pool.size).toBeGreaterThan(4);
});

test('a wish can be withdrawn', async () => {
  openPool({ environmentsMax: 1 });
  const lease = pool.tryAcquire(fn('a'));
  const controller = new AbortController();
  const wish = pool.acquire(fn('a'), { signal: controller.signal });
  const next = pool.acquire(fn('a'));
  controller.abort(new Error('not any more'));
  await expect(wish).rejects.toThrow('not any more');
  lease?.release();
  expect(await run(await next)).toBeGreaterThan(0);
});

test('environments of a changed function are not used again, those at work finish', async () => {
  openPool({ environmentsMax: 4 });
  const idle = pool.tryAcquire(fn('a'));
  const busy = run(pool.tryAcquire(fn('a')), { sleep: 500 });
  await run(idle);
  pool.retire('a');
  expect(pool.size).toBe(1);
  expect(await busy).toBeGreaterThan(0);
  expect(pool.size).toBe(0);
});

test('an environment whose credentials are about to expire is replaced', async () => {
  openPool({ environmentsMax: 4 }, { expiresMs: Date.now() + 60_000 });
  const first = await run(pool.tryAcquire(fn('a')));
  expect(await run(pool.tryAcquire(fn('a')))).not.toBe(first);
});

test('an environment nobody uses for a while is closed', async () => {
  openPool({ environmentsMax: 4, idleMs: 30 });
  await run(pool.tryAcquire(fn('a')));
  await expect.poll(() => pool.size).toBe(0);
});

test('spare processes become functions like any other', async () => {
  openPool({ environmentsMax: 4, sparesMax: 2 });
  pool.expect(fn('a'));
  const pids = await Promise.all([run(pool.tryAcquire(fn('a'))), run(pool.tryAcquire(fn('b')))]);
  expect(new Set(pids).size).toBe(2);
});

test('closing ends everything and says so to those who wait', async () => {
  openPool({ environmentsMax: 1 });
  const busy = run(pool.tryAcquire(fn('a')), { sleep: 60_000 });
  const wish = pool.acquire(fn('a'));
  const outcomes = Promise.allSettled([busy, wish]);
  await pool.close();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(PoolClosedError) });
  }
  expect(() => pool.tryAcquire(fn('a'))).toThrow(PoolClosedError);
});

test('environments that are kept for a function are there before it is invoked, and are not evicted', async () => {
  openPool({ environmentsMax: 3 });
  const kept: FunctionVersion = { ...fn('kept'), isProvisioned: true };
  pool.provisioned.keep(kept, 2);
  await expect.poll(() => pool.provisioned.stateOf('kept')).toEqual({ ready: 2, failed: false });
  const [first, second] = [pool.provisioned.tryTake('kept'), pool.provisioned.tryTake('kept')];
  expect(pool.provisioned.tryTake('kept')).toBeUndefined();
  const third = pool.provisioned.take('kept');
  const pids = [await run(first), await run(second)];
  expect(pids).toContain(await run(await third));
  await run(pool.tryAcquire(fn('a')));
  await run(pool.tryAcquire(fn('b')));
  expect(pool.provisioned.stateOf('kept').ready).toBe(2);
  pool.provisioned.keep(kept, 0);
  await expect.poll(() => pool.size).toBe(1);
});

test('one that dies is replaced, and none is tried again once one could not be initialised', async () => {
  openPool({ environmentsMax: 4 });
  writeFileSync(join(root, 'dies.js'), 'exports.handler = async () => process.exit(1);');
  const dies: FunctionVersion = { ...fn('dies'), handler: 'dies.handler', isProvisioned: true };
  pool.provisioned.keep(dies, 1);
  const lease = await pool.provisioned.take('dies');
  await lease.invoke({ requestId: 'r', event: '{}', invokedFunctionArn: 'arn' });
  await expect.poll(() => pool.provisioned.stateOf('dies')).toEqual({ ready: 1, failed: false });
  const missing: FunctionVersion = { ...fn('missing'), handler: 'missing.handler', isProvisioned: true };
  pool.provisioned.keep(missing, 1);
  await expect(pool.provisioned.take('missing')).rejects.toBeInstanceOf(ProvisionFailedError);
  expect(pool.provisioned.stateOf('missing')).toEqual({ ready: 0, failed: true });
});
