/** Functions in real processes for the tests of the runtimes: code on disk, a pool, and the log they wrote. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { FunctionVersion, Invocation, LogEvent, LogSink } from '../../src/runtimes/function-version.ts';
import { Interpreters } from '../../src/runtimes/interpreters.ts';
import type { Isolation } from '../../src/runtimes/isolation/isolation.ts';
import { plainProcessIsolation } from '../../src/runtimes/isolation/plain-process.ts';
import { TEXT_LOGGING } from '../../src/runtimes/platform-log.ts';
import { EnvironmentPool } from '../../src/runtimes/pool.ts';

export class RealFunctions {
  readonly pool: EnvironmentPool;
  readonly #root = mkdtempSync(join(tmpdir(), 'stepwell-functions-'));
  readonly #logs = new Map<string, LogEvent[]>();
  #deployed = 0;
  #invoked = 0;

  readonly #isolation: Isolation;

  constructor({ logSink, isolation }: { readonly logSink?: LogSink; readonly isolation?: Isolation } = {}) {
    this.#isolation = isolation ?? plainProcessIsolation(false, 'run as the user that runs Stepwell');
    const keep: LogSink = {
      write: ({ logGroup }, _stream, events) => {
        this.#logs.set(logGroup, [...(this.#logs.get(logGroup) ?? []), ...events]);
      },
    };
    const deps = {
      clock: systemClock,
      random: systemRandom,
      endpoint: () => 'http://127.0.0.1:4900',
      credentials: (roleArn: string, sessionName: string) => ({
        accessKeyId: 'ASIAEXAMPLE',
        secretAccessKey: `secret of ${roleArn}`,
        sessionToken: `session ${sessionName}`,
      }),
      logSink: logSink ?? keep,
      isolation: this.#isolation,
      interpreters: new Interpreters(),
    };
    this.pool = new EnvironmentPool(deps, { sparesMax: 1 });
  }

  /** @param files `index.js`, or files by name */
  deploy(files: string | Record<string, string>, changes: Partial<FunctionVersion> = {}): FunctionVersion {
    const name = `f${this.#deployed++}`;
    const directory = join(this.#root, name);
    for (const [file, text] of Object.entries(typeof files === 'string' ? { 'index.js': files } : files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text, { mode: file === 'bootstrap' ? 0o755 : 0o644 });
    }
    return {
      key: name,
      name,
      version: '$LATEST',
      region: 'us-east-1',
      runtime: 'nodejs20.x',
      handler: 'index.handler',
      memoryMb: 128,
      timeoutMs: 5000,
      roleArn: 'arn:aws:iam::123456789012:role/r',
      variables: {},
      logGroup: `/aws/lambda/${name}`,
      logging: TEXT_LOGGING,
      ephemeralMb: 512,
      codeDirectory: async () => directory,
      ...changes,
    };
  }

  async invoke(fn: FunctionVersion, event: unknown = {}, changes: Partial<Invocation> = {}) {
    const lease = await this.pool.acquire(fn);
    const requestId = `request-${this.#invoked++}`;
    const invocation = { requestId, event: JSON.stringify(event), invokedFunctionArn: 'arn', ...changes };
    const { payload, functionError, logTail } = await lease.invoke(invocation);
    const tail = logTail === undefined ? undefined : Buffer.from(logTail, 'base64').toString();
    return { requestId, result: JSON.parse(payload), payload, functionError, tail };
  }

  /** Deploys `index.js` and invokes it. */
  async oneShot(code: string, event?: unknown, changes?: Partial<FunctionVersion>) {
    return this.invoke(this.deploy(code, changes), event);
  }

  logOf(fn: FunctionVersion): string[] {
    return (this.#logs.get(fn.logGroup) ?? []).map(({ message }) => message);
  }

  async close(): Promise<void> {
    await this.pool.close();
    this.#isolation.close();
    rmSync(this.#root, { recursive: true });
  }
}
