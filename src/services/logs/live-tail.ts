/** StartLiveTail: what is written to log groups, told second by second while it is. */
import type { Clock } from '../../base/clock.ts';
import { EventStream, type StreamEvent } from '../../base/event-stream.ts';
import type { Random } from '../../base/random.ts';
import type { Call, Operation } from '../../base/service.ts';
import { compileLogFilter, type MessageTest } from '../../store/log-filter.ts';
import type { LogAppend } from '../../store/log-store.ts';
import { groupArn, groupNameOfArn, permission, scopeOf } from './arns.ts';
import { errors } from './errors.ts';
import { parseFilterPattern } from './filter-pattern/parse-filter-pattern.ts';
import { type GroupAccess, requireGroup } from './log-groups.ts';
import * as shapes from './shapes.ts';

export interface LiveTailDeps extends GroupAccess {
  readonly clock: Clock;
  readonly random: Random;
}

interface StartInput {
  readonly logGroupIdentifiers: readonly string[];
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefixes?: readonly string[];
  readonly logEventFilterPattern?: string;
}

interface TailedEvent {
  readonly logGroupIdentifier: string;
  readonly logStreamName: string;
  readonly message: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
}

const UPDATE_MS = 1000;
/** User guide, "Live Tail": more than that in one second is sampled. */
const UPDATE_EVENTS_MAX = 500;
const SESSION_MS_MAX = 3 * 3600 * 1000;
/** CloudWatch Logs quotas: concurrent Live Tail sessions. */
const SESSIONS_MAX = 15;

export class LiveTail {
  readonly #deps: LiveTailDeps;
  readonly #sessions = new Set<AbortController>();

  constructor(deps: LiveTailDeps) {
    this.#deps = deps;
  }

  /** Ends all sessions, so that their connections hold up nobody. */
  close(): void {
    for (const session of this.#sessions) session.abort();
  }

  get operation(): Operation<StartInput> {
    const { structure, required } = shapes;
    return {
      input: structure({
        logGroupIdentifiers: required({ type: 'list', min: 1, max: 10, member: shapes.groupIdentifier } as const),
        logStreamNames: { type: 'list', min: 1, max: 100, member: shapes.streamName },
        logStreamNamePrefixes: { type: 'list', min: 1, max: 100, member: shapes.streamName },
        logEventFilterPattern: { type: 'string', max: 1024 },
      }),
      permissions: (input, call) =>
        input.logGroupIdentifiers.map((arn) => permission('StartLiveTail', call, groupNameOfArn(arn, call))),
      run: (input, call) => this.#start(input, call),
    };
  }

  async #start(input: StartInput, call: Call): Promise<EventStream> {
    const groups = groupsOf(input, call);
    const filter = parseFilterPattern(input.logEventFilterPattern ?? '');
    for (const name of groups) await requireGroup(this.#deps, call, name);
    if (this.#sessions.size >= SESSIONS_MAX) throw errors.tooManySessions();
    const tail = new Tail({ input, call, groups, matches: filter && compileLogFilter(filter) });
    return new EventStream(this.#events({ input, call, tail }));
  }

  /** A session lasts from the first event that is asked for to the end of the connection. */
  async *#events({ input, call, tail }: Session): AsyncGenerator<StreamEvent> {
    const { clock, random, intake } = this.#deps;
    const untilMs = clock.nowMs() + SESSION_MS_MAX;
    const ending = new AbortController();
    this.#sessions.add(ending);
    const stopListening = intake.listen((append, ingestionMs) => tail.add(append, ingestionMs));
    try {
      yield { type: 'sessionStart', payload: { ...input, requestId: call.requestId, sessionId: random.uuid() } };
      for (;;) {
        await pause(clock, [ending.signal, call.signal]);
        if (call.signal?.aborted) return;
        if (ending.signal.aborted) throw errors.sessionEnded();
        if (clock.nowMs() >= untilMs) throw errors.sessionTimeout();
        yield { type: 'sessionUpdate', payload: tail.take() };
      }
    } finally {
      stopListening();
      this.#sessions.delete(ending);
    }
  }
}

interface Session {
  readonly input: StartInput;
  readonly call: Call;
  readonly tail: Tail;
}

/** @throws ServiceError */
function groupsOf(input: StartInput, call: Call): readonly string[] {
  const { logGroupIdentifiers: arns, logStreamNames: names, logStreamNamePrefixes: prefixes } = input;
  if (names !== undefined && prefixes !== undefined) throw errors.namesAndPrefixes();
  if ((names ?? prefixes) !== undefined && arns.length > 1) throw errors.streamsOfManyGroups();
  return arns.map((arn) => {
    const name = groupNameOfArn(arn, call);
    if (name === undefined) throw errors.groupArnExpected(arn);
    return name;
  });
}

interface TailOptions {
  readonly input: StartInput;
  readonly call: Call;
  readonly groups: readonly string[];
  readonly matches: MessageTest | undefined;
}

/** What has come since the last update, up to as much as one may hold. */
class Tail {
  readonly #options: TailOptions;
  readonly #scope: string;
  #events: TailedEvent[] = [];
  #isSampled = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#scope = scopeOf(options.call);
  }

  add({ scope, group, stream, events }: LogAppend, ingestionTime: number): void {
    const { call, groups, matches } = this.#options;
    if (scope !== this.#scope || !groups.includes(group) || !this.#isWanted(stream)) return;
    for (const { message, timestampMs } of events) {
      if (matches?.(message) === false) continue;
      if (this.#events.length >= UPDATE_EVENTS_MAX) {
        this.#isSampled = true;
        return;
      }
      const place = { logGroupIdentifier: groupArn(call, group), logStreamName: stream };
      this.#events.push({ ...place, message, timestamp: timestampMs, ingestionTime });
    }
  }

  take() {
    const update = { sessionMetadata: { sampled: this.#isSampled }, sessionResults: this.#events };
    this.#events = [];
    this.#isSampled = false;
    return update;
  }

  #isWanted(stream: string): boolean {
    const { logStreamNames: names, logStreamNamePrefixes: prefixes } = this.#options.input;
    if (names !== undefined) return names.includes(stream);
    return prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true;
  }
}

/** Until the next update, or one of the signals. */
function pause(clock: Clock, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const given = signals.filter((signal) => signal !== undefined);
    if (given.some((signal) => signal.aborted)) {
      resolve();
      return;
    }
    const done = () => {
      timer.cancel();
      for (const signal of given) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.schedule(UPDATE_MS, done);
    for (const signal of given) signal.addEventListener('abort', done);
  });
}
