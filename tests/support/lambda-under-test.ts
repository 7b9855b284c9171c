/** The Lambda service over a memory store and real processes, for its tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { type Call, rootOf } from '../../src/base/service.ts';
import { plainProcessIsolation } from '../../src/runtimes/isolation/plain-process.ts';
import type { Delivery, DestinationPort } from '../../src/services/lambda/events/destinations.ts';
import type { QueuedEvent } from '../../src/services/lambda/events/queued-event.ts';
import { type LambdaService, openLambdaService } from '../../src/services/lambda/index.ts';
import { openMemoryStore } from '../../src/store/memory/index.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/r';
export const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';
export const ECHO = 'exports.handler = async (event) => event;';

/** Equal code makes equal packages, whenever they are made. */
export const zip = (code = ECHO) => zipSync({ 'index.js': strToU8(code) }, { mtime: '2026-01-01' });

export const callOf = (): Call => ({
  principal: rootOf('123456789012'),
  account: '123456789012',
  region: 'us-east-1',
  requestId: systemRandom.uuid(),
  endpoint: 'http://localhost:4900',
});

/** What a rejection with a ServiceError has to look like. */
export const refusal = (code: string, message: string | RegExp, status = 400) => ({
  code,
  status,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});

export class LambdaUnderTest {
  readonly root = mkdtempSync(join(tmpdir(), 'stepwell-lambda-'));
  readonly codeRoot = join(this.root, 'code');
  readonly #store = openMemoryStore();
  readonly #defects: unknown[] = [];
  /** What went to destinations; those with the name `unreachable` have an obstacle. */
  readonly delivered: Delivery[] = [];
  readonly destinations: DestinationPort = {
    obstacle: (arn) => (arn.endsWith(':unreachable') ? 'there is no way to it' : undefined),
    send: async (delivery) => void this.delivered.push(delivery),
  };
  #service: LambdaService | undefined;
  #created = 0;
  readonly #clock: Clock;

  constructor({ clock = systemClock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock;
  }

  get service(): LambdaService {
    return this.#service as LambdaService;
  }

  async open(): Promise<void> {
    this.#service = await openLambdaService({
      ...this.#store,
      clock: this.#clock,
      random: systemRandom,
      codeRoot: this.codeRoot,
      isolation: plainProcessIsolation(false, 'run as the user that runs Stepwell'),
      pool: { environmentsMax: 2, sparesMax: 1 },
      credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
      assumeDenial: (roleArn) => (roleArn.endsWith('/untrusting') ? 'it does not trust Lambda' : undefined),
      denial: () => undefined,
      endpoint: () => 'http://127.0.0.1:4900',
      logSink: { write() {} },
      destinations: this.destinations,
      onDefect: (error) => this.#defects.push(error),
    });
    await this.#service.recover();
  }

  /** What a restart of the server does: the same store, another process as far as functions can tell. */
  async reopen(): Promise<void> {
    await this.service.drain(Promise.resolve());
    await this.service.close();
    await this.open();
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of all operations
  run(operation: string, input: object = {}, call = callOf()): Promise<any> {
    const { operations } = this.service.service;
    return operations[operation]?.run(input, call) ?? Promise.reject(new Error(`no operation ${operation}`));
  }

  /** @returns the new function's name */
  async create(code = ECHO, changes: object = {}): Promise<string> {
    const FunctionName = `f${this.#created++}`;
    await this.run('CreateFunction', { ...this.inputOf(FunctionName, code), ...changes });
    return FunctionName;
  }

  inputOf(FunctionName: string, code = ECHO) {
    const Code = { ZipFile: zip(code) };
    return { FunctionName, Runtime: 'nodejs20.x', Handler: 'index.handler', Role: ROLE, Code };
  }

  invoke(FunctionName: string, changes: object = {}) {
    return this.run('Invoke', { FunctionName, Payload: '{}', ...changes });
  }

  async stateOf(FunctionName: string) {
    const { State, LastUpdateStatus, RevisionId } = await this.run('GetFunctionConfiguration', { FunctionName });
    return { State, LastUpdateStatus, RevisionId };
  }

  /** When each queued event may be run, or run again. */
  async queuedUntil(): Promise<number[]> {
    const events = await this.#store.resources.list('event', {});
    return events.map(({ data }) => (JSON.parse(data) as QueuedEvent).dueMs);
  }

  /** Waits until no change is in progress. */
  updated(FunctionName: string) {
    const done = { State: 'Active', LastUpdateStatus: 'Successful' };
    return expect.poll(() => this.stateOf(FunctionName)).toMatchObject(done);
  }

  async close(): Promise<void> {
    await this.service.drain(Promise.resolve());
    await this.service.close();
    rmSync(this.root, { recursive: true });
    expect(this.#defects).toEqual([]);
  }
}
