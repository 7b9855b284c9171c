/**
 * A process that brings its own runtime and speaks the Lambda Runtime API: a listener of its own on loopback, on which the
 * process asks for invocations and answers them. To the environment it looks like any other process.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Child } from '../child.ts';
import { FRAME, type InitHeader, type InvocationHeader } from '../frame.ts';
import type { Confined } from '../isolation/isolation.ts';
import type { ProcessListener, RuntimeProcess } from '../runtime-process.ts';
import { belongsToSession } from './caller.ts';
import { InvocationAnswer } from './invocation-answer.ts';

const VERSION = '/2018-06-01/runtime';
const NEXT = `${VERSION}/invocation/next`;
const INIT_ERROR = `${VERSION}/init/error`;
const ANSWER = new RegExp(`^${VERSION}/invocation/([^/]+)/(response|error)$`);

export class RuntimeApiProcess implements RuntimeProcess {
  readonly #confine: (variables: Readonly<Record<string, string>>) => Confined;
  readonly #server: Server;
  readonly #callers = new WeakMap<Socket, Promise<boolean>>();
  #child: Child | undefined;
  #listener: ProcessListener | undefined;
  #resultBytesMax = 0;
  #isReady = false;
  #hasExited = false;
  #killed = false;
  /** The process waits for work. */
  #poll: ServerResponse | undefined;
  /** Work waits for the process. */
  #work: { readonly header: InvocationHeader; readonly event: string } | undefined;
  #answer: InvocationAnswer | undefined;

  /** @param confine makes the command, with these variables beside the function's */
  constructor(confine: (variables: Readonly<Record<string, string>>) => Confined) {
    this.#confine = confine;
    // A runtime polls for as long as nobody needs it.
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket: Socket) => {
      socket.unref();
      this.#callers.set(socket, this.#isOwn(socket));
    });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get rootPid(): number | undefined {
    return this.#child?.sessionPid;
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  listen(listener: ProcessListener): void {
    this.#listener = listener;
  }

  send(kind: number, header: string, body: string): void {
    if (kind === FRAME.init) {
      this.#resultBytesMax = (JSON.parse(header) as InitHeader).resultBytesMax;
      this.#server.listen(0, '127.0.0.1', () => this.#start()).unref();
      return;
    }
    this.#work = { header: JSON.parse(header) as InvocationHeader, event: body };
    this.#giveWork();
  }

  pause(): void {
    this.#child?.pause();
    this.#answer?.pause();
  }

  resume(): void {
    this.#child?.resume();
    this.#answer?.resume();
  }

  hold(busy: boolean): void {
    // Before there is a child, its server is what there is to wait for.
    if (busy) this.#server.ref();
    else this.#server.unref();
    this.#child?.hold(busy);
  }

  kill(): void {
    this.#killed = true;
    if (this.#child !== undefined) this.#child.kill();
    else if (!this.#server.listening) setImmediate(() => this.#exit({ code: null, signal: 'SIGKILL' }));
  }

  #start(): void {
    if (this.#killed) return this.#exit({ code: null, signal: 'SIGKILL' });
    const { port } = this.#server.address() as AddressInfo;
    this.#child = new Child(this.#confine({ AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` }), 0, {
      // What it prints belongs to the invocation at work.
      onOutput: (chunk) => this.#emit(FRAME.output, chunk),
      onExit: (exit) => this.#exit(exit),
    });
  }

  #exit(exit: Parameters<ProcessListener['onExit']>[0]): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#listener?.onExit(exit);
  }

  /** Whoever finds the port could take this function's events: only its own processes may. */
  #isOwn(socket: Socket): Promise<boolean> {
    const leader = this.#child?.sessionPid;
    if (leader === undefined) return Promise.resolve(false);
    return belongsToSession(leader, { callerPort: socket.remotePort ?? 0, ownPort: socket.localPort ?? 0 });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(await this.#callers.get(request.socket))) return answer(response, 403, FORBIDDEN);
    const path = request.url ?? '';
    if (request.method === 'GET' && path === NEXT) return this.#next(response);
    if (request.method === 'POST' && path === INIT_ERROR) return this.#initError(request, response);
    const [, id, kind] = (request.method === 'POST' && ANSWER.exec(path)) || [];
    if (id === undefined) return answer(response, 404, NOT_FOUND);
    const invocation = this.#answer;
    if (invocation?.requestId !== id || invocation.isTaken) return answer(response, 400, INVALID_ID);
    const accepted = await invocation.take(request, kind === 'error');
    if (this.#answer === invocation) this.#answer = undefined;
    if (accepted) answer(response, 202, OK);
    else answer(response, 413, tooLarge(this.#resultBytesMax));
    // What it printed before came before: let that be read first.
    setImmediate(() => invocation.tell());
  }

  #next(response: ServerResponse): void {
    this.#poll = response;
    response.once('close', () => {
      if (this.#poll === response) this.#poll = undefined;
    });
    if (this.#isReady) return this.#giveWork();
    this.#isReady = true;
    this.#emit(FRAME.ready);
  }

  async #initError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const piece of request) body.push(piece as Buffer);
    answer(response, 202, OK);
    this.#emit(FRAME.fatal, Buffer.concat(body));
    setImmediate(() => this.kill());
  }

  #giveWork(): void {
    if (this.#poll === undefined || this.#work === undefined) return;
    const { header, event } = this.#work;
    const response = this.#poll;
    this.#work = undefined;
    this.#poll = undefined;
    this.#answer = new InvocationAnswer(header.requestId, this.#resultBytesMax, (kind, body) => this.#emit(kind, body));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(event),
      'Lambda-Runtime-Aws-Request-Id': header.requestId,
      'Lambda-Runtime-Deadline-Ms': String(header.deadlineMs),
      'Lambda-Runtime-Invoked-Function-Arn': header.invokedFunctionArn,
      'Lambda-Runtime-Trace-Id':
        header.traceHeader ??
        `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(8)};Sampled=0`,
      ...(header.clientContext !== undefined && { 'Lambda-Runtime-Client-Context': header.clientContext }),
    });
    response.end(event);
  }

  #emit(kind: number, body: Buffer = NOTHING): void {
    this.#listener?.onFrame({ kind, header: NOTHING, body });
  }
}

const NOTHING = Buffer.alloc(0);
const OK = { status: 'OK' };
/** GUESS: the words of these three; their status codes are documented. */
const FORBIDDEN = { errorType: 'AccessDenied', errorMessage: 'This is the runtime API of another function' };
const NOT_FOUND = { errorType: 'NotFound', errorMessage: 'There is no such operation in the runtime API' };
const INVALID_ID = { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' };

function tooLarge(bytesMax: number): object {
  return {
    errorType: 'RequestEntityTooLarge',
    errorMessage: `Exceeded maximum allowed payload size (${bytesMax} bytes).`,
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
