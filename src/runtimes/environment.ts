/**
 * An execution environment: one process that runs one function version, one invocation at a time. Init once, then Invoke
 * after Invoke until it is closed or dies; a dead one is never used again, the pool makes another.
 */
import { assert } from '../base/assert.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { INVOKE_RESPONSE_BYTES_MAX } from '../base/limits.ts';
import type { Random } from '../base/random.ts';
import { exited, type FailedInvocation, failed, timedOut } from './failures.ts';
import { FRAME, type Frame, type InitHeader, type InvocationHeader } from './frame.ts';
import { functionVariables } from './function-variables.ts';
import type { CredentialsPort, FunctionVersion, Invocation, InvocationResult, LogSink } from './function-version.ts';
import { EventBuffer, LineSplitter } from './invocation-log.ts';
import { type Launcher, StartError } from './launcher.ts';
import { usedBytes } from './memory.ts';
import { Outcome } from './outcome.ts';
import { type Failure, type PlatformLog, platformLog } from './platform-log.ts';
import { callbacksAllowed, runtimeVersionArn } from './runtime-names.ts';
import type { ProcessExit, RuntimeProcess } from './runtime-process.ts';

export interface EnvironmentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logSink: LogSink;
  readonly credentials: CredentialsPort;
  readonly endpoint: () => string;
}

/** The server is stopping: what the invocation would have become is not known. */
export class PoolClosedError extends Error {}

interface Running {
  readonly invocation: Invocation;
  readonly outcome: Outcome;
  readonly resolve: (result: InvocationResult) => void;
  readonly reject: (error: Error) => void;
  startedMs: number;
  timer: Timer | undefined;
}

/** Why the process is being killed, or what it said before it left. */
type Verdict =
  | { readonly type: 'timeout' }
  | { readonly type: 'out-of-memory' }
  | { readonly type: 'fatal'; readonly payload: string };

/** Init takes this long at most before it counts as part of the invocation (Lambda: 10 seconds). */
const INIT_MS_MAX = 10_000;
/** Reading a process's memory costs ten microseconds; a busy environment is looked at no more often than this. */
const MEMORY_CHECK_MS = 100;
/** Lambda quotas: "Processes/threads". */
const PROCESSES_MAX = 1024;
/** Log events are handed on at the end of the invocation, or when there are this many characters. */
const LOG_CHUNK = 64 * 1024;
/** New credentials are better than ones that might run out during an invocation. */
const CREDENTIALS_MARGIN_MS = 5 * 60_000;

export class Environment {
  readonly fn: FunctionVersion;
  readonly logStream: string;
  /** When it last became idle. */
  idleSinceMs = 0;
  readonly #deps: EnvironmentDeps;
  /** Undefined while it is not known yet what to start. */
  #process: RuntimeProcess | undefined;
  readonly #onReady: () => void;
  readonly #onGone: () => void;
  readonly #log = new EventBuffer();
  readonly #platformLog: PlatformLog;
  readonly #printed = new LineSplitter();
  readonly #native = new LineSplitter();
  readonly #startedMs = performance.now();
  #state: 'starting' | 'ready' | 'dying' | 'gone' = 'starting';
  #failedStart: Error | undefined;
  #credentialsExpireMs = Number.POSITIVE_INFINITY;
  /** Until the first invocation has reported it. */
  #initDurationMs: number | undefined;
  #running: Running | undefined;
  #verdict: Verdict | undefined;
  #exit: ProcessExit | undefined;
  /** The sink is at work; the process's output is not read meanwhile. */
  #flushing = false;
  /** Who waits for what the process wrote to be taken. */
  #holds = 0;
  #usedBytes = 0;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @param events `onReady` once at most; `onGone` exactly once, after the last result was given. */
  constructor(
    fn: FunctionVersion,
    launcher: Launcher,
    deps: EnvironmentDeps,
    events: { onReady: () => void; onGone: () => void },
  ) {
    this.fn = fn;
    this.#deps = deps;
    this.#platformLog = platformLog(fn.logging);
    this.#onReady = events.onReady;
    this.#onGone = events.onGone;
    const date = new Date(deps.clock.nowMs()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStream = `${date}/[${fn.version}]${deps.random.seed()}`;
    this.#init(launcher).catch((error: Error) => {
      this.#failedStart = error;
      this.#kill();
    });
  }

  /** False from the moment its end is certain. */
  get isAlive(): boolean {
    return this.#state === 'starting' || this.#state === 'ready';
  }

  /** It has been initialised, and lives. */
  get isReady(): boolean {
    return this.#state === 'ready';
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get rootPid(): number | undefined {
    return this.#process?.rootPid;
  }

  /** The most it was seen to use. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether it may take another invocation, as far as its credentials go. */
  get isFresh(): boolean {
    return this.#deps.clock.nowMs() + this.fn.timeoutMs + CREDENTIALS_MARGIN_MS < this.#credentialsExpireMs;
  }

  /** One at a time. An environment that still starts takes its first invocation already. */
  invoke(invocation: Invocation): Promise<InvocationResult> {
    assert(this.#running === undefined, 'the execution environment is at work');
    return new Promise((resolve, reject) => {
      const outcome = new Outcome(invocation);
      this.#running = { invocation, outcome, resolve, reject, startedMs: 0, timer: undefined };
      this.#process?.hold(true);
      // It may have failed to load between the lease and now.
      if (this.#exit !== undefined) this.#fail(this.#running, this.#exit);
      else if (this.#state === 'ready') this.#send(this.#running);
      else this.#armInit(this.#running);
    });
  }

  /** Ends the process at once; an invocation at work is rejected with `PoolClosedError`. */
  close(): void {
    this.#closed = true;
    this.#kill();
  }

  /** Kills the process when it uses more memory than its function may. */
  checkMemory(used: number | undefined): void {
    if (used === undefined) return;
    this.#usedBytes = Math.max(this.#usedBytes, used);
    if (used <= this.fn.memoryMb * 1024 * 1024) return;
    this.#verdict ??= { type: 'out-of-memory' };
    this.#kill();
  }

  /** The same for everything the function has started, which may not be too many processes either. */
  checkFamily({ bytes, count }: { readonly bytes: number; readonly count: number }): void {
    this.checkMemory(bytes);
    if (count <= PROCESSES_MAX) return;
    this.#print(`The function has started ${count} processes; ${PROCESSES_MAX} are allowed.\n`);
    this.#kill();
  }

  /** Hands on what the function has logged so far, unless the sink has not taken the last lines yet. */
  flushLog(): void {
    if (this.#flushing) return;
    const events = this.#log.take();
    if (events.length === 0) return;
    const taken = this.#deps.logSink.write(this.fn, this.logStream, events);
    if (taken === undefined) return;
    this.#flushing = true;
    this.#holdBack(taken, () => {
      this.#flushing = false;
      this.flushLog();
    });
  }

  /** Reads nothing of what the process writes until what was read is taken. */
  #holdBack(taken: Promise<void>, then: () => void): void {
    if (this.#holds++ === 0) this.#process?.pause();
    const resume = () => {
      if (--this.#holds === 0) this.#process?.resume();
      then();
    };
    taken.then(resume, resume);
  }

  async #init(launcher: Launcher): Promise<void> {
    const { fn, logStream } = this;
    const [code, opt, credentials] = await Promise.all([
      fn.codeDirectory(),
      fn.optDirectory?.(),
      this.#deps.credentials(fn.roleArn, fn.name),
    ]);
    this.#credentialsExpireMs = credentials.expiresMs ?? Number.POSITIVE_INFINITY;
    const endpoint = this.#deps.endpoint();
    const { process, interpreter, places, variables } = await launcher.launch(fn, {
      folders: { code, opt },
      variablesOf: (places, { command }) =>
        functionVariables(fn, { places, command, logStream, credentials, endpoint }),
    });
    this.#attach(process);
    if (!this.isAlive) return process.kill();
    const header: InitHeader = {
      codeDirectory: places.code,
      handler: fn.handler,
      variables,
      functionName: fn.name,
      functionVersion: fn.version,
      memoryMb: fn.memoryMb,
      logGroup: fn.logGroup,
      logStream,
      callbacksAllowed: callbacksAllowed(fn.runtime),
      logFormat: fn.logging.format,
      logLevel: fn.logging.applicationLevel,
      resultBytesMax: INVOKE_RESPONSE_BYTES_MAX,
    };
    const start = {
      runtime: fn.runtime,
      runtimeVersion: interpreter.version,
      runtimeVersionArn: runtimeVersionArn(fn.runtime, fn.region),
      functionName: fn.name,
      functionVersion: fn.version,
      initializationType: variables['AWS_LAMBDA_INITIALIZATION_TYPE'] ?? 'on-demand',
    };
    this.#print(this.#platformLog.initStart(start, this.#deps.clock.nowMs()));
    process.send(FRAME.init, JSON.stringify(header), '');
  }

  #attach(process: RuntimeProcess): void {
    this.#process = process;
    process.hold(this.#running !== undefined);
    process.listen({
      onFrame: (frame) => this.#onFrame(frame),
      onOutput: (chunk) => this.#native.push(chunk, (line) => this.#print(line)),
      onExit: (exit) => this.#onExit(exit),
    });
  }

  #armInit(running: Running): void {
    running.timer = this.#deps.clock.schedule(INIT_MS_MAX, () => this.#arm(running));
  }

  #arm(running: Running): void {
    running.startedMs = performance.now();
    running.timer = this.#deps.clock.schedule(this.fn.timeoutMs, () => {
      this.#verdict ??= { type: 'timeout' };
      this.#kill();
    });
  }

  #send(running: Running): void {
    const { requestId, invokedFunctionArn, clientContext, traceHeader, event, wantsLogTail } = running.invocation;
    running.timer?.cancel();
    if (wantsLogTail === true) this.#log.startTail();
    this.#printStart(requestId);
    this.#arm(running);
    const deadlineMs = this.#deps.clock.nowMs() + this.fn.timeoutMs;
    const header: InvocationHeader = {
      requestId,
      deadlineMs,
      invokedFunctionArn,
      ...(clientContext !== undefined && { clientContext }),
      ...(traceHeader !== undefined && { traceHeader }),
    };
    this.#process?.send(FRAME.invoke, JSON.stringify(header), event);
  }

  #onFrame(frame: Frame): void {
    switch (frame.kind) {
      case FRAME.log:
        this.#print(frame.body.toString());
        break;
      case FRAME.output:
        this.#printed.push(frame.body, (line) => this.#print(line));
        break;
      case FRAME.ready:
        this.#ready();
        break;
      case FRAME.chunk:
        this.#stream(frame);
        break;
      case FRAME.result:
        if (this.#running !== undefined) this.#finish(this.#running.outcome.result(frame.body.toString()));
        break;
      case FRAME.error:
        this.#finish({ payload: frame.body.toString(), functionError: 'Unhandled' });
        break;
      case FRAME.fatal:
        this.#state = 'dying';
        this.#verdict ??= { type: 'fatal', payload: frame.body.toString() };
        break;
      default:
        // The function wrote into the wire itself.
        this.#kill();
    }
  }

  #ready(): void {
    if (this.#state !== 'starting') return;
    this.#state = 'ready';
    this.#initDurationMs = performance.now() - this.#startedMs;
    if (this.#running !== undefined) this.#send(this.#running);
    this.#onReady();
  }

  #stream({ header, body }: Frame): void {
    const taken = this.#running?.outcome.add(body, header.toString());
    if (taken !== undefined) this.#holdBack(taken, () => {});
  }

  #finish(result: InvocationResult, failure?: Failure): void {
    const running = this.#running;
    if (running === undefined) return;
    running.timer?.cancel();
    this.#running = undefined;
    this.#process?.hold(false);
    const nowMs = performance.now();
    if (this.#state === 'ready' && nowMs - this.#checkedMs > MEMORY_CHECK_MS && this.pid !== undefined) {
      this.#checkedMs = nowMs;
      this.checkMemory(usedBytes(this.pid));
    }
    this.#endLog(running, nowMs - running.startedMs, failure);
    const logTail = this.#log.endTail();
    running.resolve(logTail === undefined ? result : { ...result, logTail });
  }

  #endLog({ invocation: { requestId } }: Running, durationMs: number, failure: Failure | undefined): void {
    this.#printed.end((line) => this.#print(line));
    const report = {
      requestId,
      durationMs,
      memoryMb: this.fn.memoryMb,
      usedBytes: this.#usedBytes,
      initDurationMs: this.#initDurationMs,
      failure,
    };
    for (const line of this.#platformLog.end(report, this.#deps.clock.nowMs())) this.#print(line);
    this.#initDurationMs = undefined;
    this.flushLog();
  }

  #onExit(exit: ProcessExit): void {
    this.#state = 'gone';
    this.#exit = exit;
    this.#native.end((line) => this.#print(line));
    if (this.#running !== undefined) this.#fail(this.#running, exit);
    this.flushLog();
    this.#onGone();
  }

  /** The process has left in the middle of an invocation. */
  #fail(running: Running, exit: ProcessExit): void {
    const { requestId, wantsLogTail } = running.invocation;
    if (this.#closed || (this.#failedStart !== undefined && !(this.#failedStart instanceof StartError))) {
      this.#running = undefined;
      running.timer?.cancel();
      running.reject(this.#goneError());
      return;
    }
    if (running.startedMs === 0) {
      if (wantsLogTail === true) this.#log.startTail();
      running.startedMs = this.#startedMs;
      this.#printStart(requestId);
    }
    const { payload, failure } = this.#failed(requestId, exit);
    this.#finish({ payload, functionError: 'Unhandled' }, failure);
  }

  #failed(requestId: string, exit: ProcessExit): FailedInvocation {
    const verdict = this.#verdict;
    if (this.#failedStart instanceof StartError) {
      return failed(requestId, this.#failedStart.errorType, this.#failedStart.message);
    }
    if (verdict?.type === 'fatal') return { payload: verdict.payload, failure: { status: 'error' } };
    if (verdict?.type === 'timeout') return timedOut(requestId, this.fn.timeoutMs, this.#deps.clock.nowMs());
    return exited(requestId, exit, verdict?.type === 'out-of-memory');
  }

  #kill(): void {
    if (this.#state === 'gone') return;
    this.#state = 'dying';
    if (this.#process !== undefined) this.#process.kill();
    else if (this.#failedStart !== undefined) this.#onExit({ code: null, signal: null });
  }

  #printStart(requestId: string): void {
    this.#print(this.#platformLog.start(requestId, this.fn.version, this.#deps.clock.nowMs()));
  }

  #goneError(): Error {
    return this.#failedStart ?? new PoolClosedError('the execution environment was closed');
  }

  #print(message: string): void {
    if (message === '') return;
    this.#log.add(this.#deps.clock.nowMs(), message);
    if (this.#log.bytes > LOG_CHUNK) this.flushLog();
  }
}
