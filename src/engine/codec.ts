/**
 * Between the interpreter's state and the store's rows. Payloads are written as the JSON text they are; one over a few
 * kilobytes is stored once per execution and referenced by its number, since the same value stands in frames and in four or
 * five events.
 */

import type { Input } from '../asl/advance.ts';
import type {
  ExecutionIdentity,
  ExecutionState,
  ForkOrigin,
  Frame,
  OpenEffect,
  ParentTask,
  StatesError,
  TaskResult,
} from '../asl/execution-state.ts';
import { detailsKeyOf, type EventDetails, type HistoryEvent } from '../asl/history-event.ts';
import { Payload } from '../base/payload.ts';
import { PersistentList } from '../base/persistent-list.ts';
import type { StoredExecution } from '../store/execution-store.ts';

const SHARED_LENGTH_MIN = 4096;

/** A payload in a row: its text, or the number of the shared value that holds it. */
type Encoded = string | number;

/** Which payloads of an execution are stored as shared values. Numbers rise from 0. */
export class SharedValues {
  readonly #numbers = new Map<Payload, number>();
  #next: number;
  #fresh: { no: number; text: string }[] = [];

  constructor(stored: ReadonlyMap<number, Payload> = new Map()) {
    this.#next = 0;
    for (const [no, payload] of stored) {
      this.#numbers.set(payload, no);
      this.#next = Math.max(this.#next, no + 1);
    }
  }

  encode(payload: Payload): Encoded {
    if (payload.text.length < SHARED_LENGTH_MIN) return payload.text;
    let no = this.#numbers.get(payload);
    if (no === undefined) {
      no = this.#next++;
      this.#numbers.set(payload, no);
      this.#fresh.push({ no, text: payload.text });
    }
    return no;
  }

  /** The values that are new since the last call: they belong to the write that is being made. */
  takeFresh(): readonly { readonly no: number; readonly text: string }[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

/** An execution that a defect stopped; it goes on with these inputs once it is released. */
export interface Parking {
  readonly reason: string;
  readonly inputs: readonly Input[];
}

interface EncodedHead {
  readonly v: 1;
  readonly input: Encoded;
  readonly output?: Encoded;
  readonly failure?: StatesError;
  readonly parent?: ParentTask;
  readonly forkedFrom?: EncodedOrigin;
  readonly abandoned?: readonly string[];
  readonly deadlineMs?: number;
  readonly lastEventId: number;
  readonly frameCount: number;
  readonly waiting: readonly number[];
  readonly ready: readonly number[];
  readonly parking?: { readonly reason: string; readonly inputs: readonly EncodedInput[] };
}

type EncodedOrigin = Omit<ForkOrigin, 'variables'> & { readonly variables: Readonly<Record<string, Encoded>> };
type EncodedInput = Omit<Input, 'output'> & { readonly output?: Encoded };

export function encodeHead(state: ExecutionState, values: SharedValues, parking?: Parking): string {
  const { output, failure, parent, forkedFrom, abandoned, deadlineMs, lastEventId, waiting, ready } = state;
  const head: EncodedHead = {
    v: 1,
    input: values.encode(state.input),
    ...(output === undefined ? {} : { output: values.encode(output) }),
    ...(failure === undefined ? {} : { failure }),
    ...(parent === undefined ? {} : { parent }),
    ...(forkedFrom === undefined ? {} : { forkedFrom: encodeOrigin(forkedFrom, values) }),
    ...(abandoned.length === 0 ? {} : { abandoned }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    lastEventId,
    frameCount: state.frames.length,
    waiting,
    ready,
    ...(parking === undefined ? {} : { parking: encodeParking(parking, values) }),
  };
  return JSON.stringify(head);
}

function encodeOrigin(origin: ForkOrigin, values: SharedValues): EncodedOrigin {
  return { ...origin, variables: mapValues(origin.variables, (value) => values.encode(value)) };
}

function encodeParking({ reason, inputs }: Parking, values: SharedValues): NonNullable<EncodedHead['parking']> {
  return {
    reason,
    inputs: inputs.map((input) => ('output' in input ? { ...input, output: values.encode(input.output) } : input)),
  };
}

export function encodeFrame(frame: Frame, values: SharedValues): string {
  const { input, output, effect, items, variables, ...rest } = frame;
  const encoded = {
    ...rest,
    input: values.encode(input),
    ...(output === undefined ? {} : { output: values.encode(output) }),
    ...(effect === undefined ? {} : { effect: encodeEffect(effect, values) }),
    ...(items === undefined ? {} : { items: values.encode(items) }),
    variables: mapValues(variables, (value) => values.encode(value)),
  };
  return JSON.stringify(encoded);
}

type EncodedEffect = Omit<OpenEffect, 'parameters' | 'submitted' | 'callback'> & {
  readonly parameters: Encoded;
  readonly submitted?: Encoded;
  readonly callback?: EncodedResult;
};

type EncodedResult =
  | Extract<TaskResult, { readonly type: 'failed' }>
  | { readonly type: 'succeeded'; readonly output: Encoded };

function encodeEffect({ parameters, submitted, callback, ...rest }: OpenEffect, values: SharedValues): EncodedEffect {
  return {
    ...rest,
    parameters: values.encode(parameters),
    ...(submitted === undefined ? {} : { submitted: values.encode(submitted) }),
    ...(callback === undefined
      ? {}
      : { callback: callback.type === 'failed' ? callback : { ...callback, output: values.encode(callback.output) } }),
  };
}

function decodeEffect(
  { parameters, submitted, callback, ...rest }: EncodedEffect,
  decode: (encoded: Encoded) => Payload,
): OpenEffect {
  return {
    ...rest,
    parameters: decode(parameters),
    ...(submitted === undefined ? {} : { submitted: decode(submitted) }),
    ...(callback === undefined
      ? {}
      : { callback: callback.type === 'failed' ? callback : { ...callback, output: decode(callback.output) } }),
  };
}

/** The part of a head that Describe needs, without the frames. */
export interface Summary {
  readonly input: Encoded;
  readonly output?: Encoded;
  readonly failure?: StatesError;
  readonly lastEventId: number;
  readonly parkedReason?: string;
  readonly parent?: ParentTask;
  readonly forkedFrom?: EncodedOrigin;
  /** Effects of jobs that nobody waits for any more. */
  readonly abandoned: readonly string[];
}

export function decodeSummary(head: string): Summary {
  const {
    input,
    output,
    failure,
    lastEventId,
    parking,
    parent,
    forkedFrom,
    abandoned = [],
  } = JSON.parse(head) as EncodedHead;
  return {
    input,
    ...(output === undefined ? {} : { output }),
    ...(failure === undefined ? {} : { failure }),
    lastEventId,
    ...(parking === undefined ? {} : { parkedReason: parking.reason }),
    ...(parent === undefined ? {} : { parent }),
    ...(forkedFrom === undefined ? {} : { forkedFrom }),
    abandoned,
  };
}

export interface DecodedExecution {
  readonly state: ExecutionState;
  readonly values: SharedValues;
  readonly parking?: Parking;
}

/** Brings back what the encoders wrote, whatever version wrote it. */
export function decodeExecution(stored: StoredExecution, identity: ExecutionIdentity): DecodedExecution {
  const { row } = stored;
  const payloads = new Map(stored.values.map(({ no, text }) => [no, Payload.ofText(text)]));
  const decode = (encoded: Encoded): Payload => {
    if (typeof encoded === 'string') return Payload.ofText(encoded);
    const payload = payloads.get(encoded);
    if (payload === undefined) throw new Error(`execution ${row.arn} refers to value ${encoded}, which is not stored`);
    return payload;
  };
  const head = JSON.parse(row.head) as EncodedHead;
  let frames = PersistentList.of<Frame>([]);
  for (const { data } of stored.frames) {
    const frame = decodeFrame(data, decode);
    frames = frames.set(frame.no, frame);
  }
  if (frames.length < head.frameCount) frames = frames.set(head.frameCount - 1, undefined);
  const state: ExecutionState = {
    identity,
    status: row.status,
    input: decode(head.input),
    ...(head.output === undefined ? {} : { output: decode(head.output) }),
    ...(head.failure === undefined ? {} : { failure: head.failure }),
    ...(row.stopMs === undefined ? {} : { stopMs: row.stopMs }),
    ...(head.parent === undefined ? {} : { parent: head.parent }),
    ...(head.forkedFrom === undefined
      ? {}
      : { forkedFrom: { ...head.forkedFrom, variables: mapValues(head.forkedFrom.variables, decode) } }),
    abandoned: head.abandoned ?? [],
    ...(head.deadlineMs === undefined ? {} : { deadlineMs: head.deadlineMs }),
    lastEventId: head.lastEventId,
    frames,
    waiting: head.waiting,
    ready: head.ready,
  };
  const { parking } = head;
  if (parking === undefined) return { state, values: new SharedValues(payloads) };
  const inputs = parking.inputs.map((input) =>
    input.output === undefined ? input : { ...input, output: decode(input.output) },
  ) as Input[];
  return { state, values: new SharedValues(payloads), parking: { reason: parking.reason, inputs } };
}

function decodeFrame(data: string, decode: (encoded: Encoded) => Payload): Frame {
  const { input, output, effect, items, variables, ...rest } = JSON.parse(data) as Omit<
    Frame,
    'input' | 'output' | 'effect' | 'items' | 'variables'
  > & {
    input: Encoded;
    output?: Encoded;
    effect?: EncodedEffect;
    items?: Encoded;
    variables: Readonly<Record<string, Encoded>>;
  };
  return {
    ...rest,
    input: decode(input),
    ...(output === undefined ? {} : { output: decode(output) }),
    ...(effect === undefined ? {} : { effect: decodeEffect(effect, decode) }),
    ...(items === undefined ? {} : { items: decode(items) }),
    variables: mapValues(variables, decode),
  };
}

export function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** In the place of a data member's text in a stored event. */
const SHARED_MEMBER = '$value';

/** The events of one step as the JSON array that GetExecutionHistory answers, shared values aside. */
export function encodeEvents(events: readonly HistoryEvent[], values: SharedValues): string {
  return `[${events.map((event) => encodeEvent(event, values)).join(',')}]`;
}

function encodeEvent({ id, previousEventId, timestampMs, type, details }: HistoryEvent, values: SharedValues): string {
  const head = `{"timestamp":${timestampMs / 1000},"type":"${type}","id":${id},"previousEventId":${previousEventId}`;
  const key = detailsKeyOf(type);
  if (details === undefined || key === undefined) return `${head}}`;
  return `${head},"${key}":${JSON.stringify(encodeDetails(details, values))}}`;
}

function encodeDetails(details: EventDetails, values: SharedValues): object {
  const encoded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value instanceof Payload) encoded[key] = encodeMember(value, values);
    else if (key === 'assignedVariables') {
      encoded[key] = mapValues(value as Readonly<Record<string, Payload>>, (payload) => encodeMember(payload, values));
    } else encoded[key] = value;
  }
  return encoded;
}

function encodeMember(payload: Payload, values: SharedValues): string | object {
  const encoded = values.encode(payload);
  return typeof encoded === 'string' ? encoded : { [SHARED_MEMBER]: encoded };
}

/** An event as the wire has it, data members being JSON text. */
export interface WireEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  readonly [member: string]: unknown;
}

const SHARED_REFERENCE = /\{"\$value":(\d+)\}/g;

/** The numbers of the shared values an encoded list of events refers to. A false match only reads a value for nothing. */
export function sharedReferences(events: string): readonly number[] {
  return events.includes(SHARED_MEMBER) ? [...events.matchAll(SHARED_REFERENCE)].map((match) => Number(match[1])) : [];
}

export function decodeEvents(events: string, values: ReadonlyMap<number, string>): WireEvent[] {
  const decoded = JSON.parse(events) as WireEvent[];
  return values.size === 0 ? decoded : decoded.map((event) => fillIn(event, values) as WireEvent);
}

function fillIn(value: unknown, values: ReadonlyMap<number, string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value);
  const only = members.length === 1 ? members[0] : undefined;
  if (only?.[0] === SHARED_MEMBER) return values.get(only[1] as number);
  return Object.fromEntries(members.map(([key, member]) => [key, fillIn(member, values)]));
}
