/**
 * Between the interpreter's state and the store's rows. Payloads are written as the JSON text they are; one over a few
 * kilobytes is stored once per execution and referenced by its number, since the same value stands in frames and in four or
 * five events.
 */

import type { Input } from '../asl/advance.ts';
import {
  type ExecutionIdentity,
  type ExecutionState,
  type ForkOrigin,
  type Frame,
  type MapRunChild,
  NO_VARIABLES,
  type OpenEffect,
  type ParentTask,
  type Redrive,
  type StatesError,
  type TaskResult,
} from '../asl/execution-state.ts';
import { detailsKeyOf, type EventDetails, type HistoryEvent } from '../asl/history-event.ts';
import { Payload } from '../base/payload.ts';
import { PersistentList } from '../base/persistent-list.ts';
import type { ChildOfMapRun, StoredExecution } from '../store/execution-store.ts';

const SHARED_LENGTH_MIN = 4096;
/** Number of the machine's own frame. */
export const ROOT = 0;

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

/** JSON leaves out what is undefined. */
interface EncodedHead {
  readonly v: 1;
  readonly input: Encoded;
  readonly output?: Encoded | undefined;
  readonly failure?: StatesError | undefined;
  readonly parent?: ParentTask | undefined;
  readonly forkedFrom?: EncodedOrigin | undefined;
  /** The rest of it stands in the row. */
  readonly child?: Pick<MapRunChild, 'mapRunArn' | 'no'> | undefined;
  readonly redrives?: readonly Redrive[] | undefined;
  readonly abandoned?: readonly string[] | undefined;
  readonly deadlineMs?: number | undefined;
  readonly lastEventId: number;
  readonly frameCount: number;
  readonly waiting: readonly number[];
  readonly ready: readonly number[];
  readonly parking?: { readonly reason: string; readonly inputs: readonly EncodedInput[] } | undefined;
  /** The machine's own frame, in place of a row. */
  readonly root?: EncodedFrame;
}

type EncodedOrigin = Omit<ForkOrigin, 'variables'> & { readonly variables: Readonly<Record<string, Encoded>> };
type EncodedInput = Omit<Input, 'output'> & { readonly output?: Encoded };

/** @param rootText the encoded frame of the machine itself, when it is stored with the head */
export function encodeHead(
  state: ExecutionState,
  values: SharedValues,
  { rootText, parking }: { readonly rootText?: string | undefined; readonly parking?: Parking | undefined } = {},
): string {
  const { output, abandoned, mapRun } = state;
  const head: EncodedHead = {
    v: 1,
    input: values.encode(state.input),
    output: output && values.encode(output),
    failure: state.failure,
    parent: state.parent,
    forkedFrom: state.forkedFrom && encodeOrigin(state.forkedFrom, values),
    child: mapRun && { mapRunArn: mapRun.mapRunArn, no: mapRun.no },
    redrives: state.redrives,
    abandoned: abandoned.length === 0 ? undefined : abandoned,
    deadlineMs: state.deadlineMs,
    lastEventId: state.lastEventId,
    frameCount: state.frames.length,
    waiting: state.waiting,
    ready: state.ready,
    parking: parking && encodeParking(parking, values),
  };
  const text = JSON.stringify(head);
  return rootText === undefined ? text : `${text.slice(0, -1)},"root":${rootText}}`;
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

type EncodedFrame = Omit<Frame, 'input' | 'output' | 'effect' | 'items' | 'variables'> & {
  readonly input: Encoded;
  readonly output?: Encoded | undefined;
  readonly effect?: EncodedEffect | undefined;
  readonly items?: Encoded | undefined;
  readonly variables?: Readonly<Record<string, Encoded>> | undefined;
};

export function encodeFrame(frame: Frame, values: SharedValues): string {
  const { input, output, effect, items, variables } = frame;
  const encoded: EncodedFrame = {
    ...frame,
    input: values.encode(input),
    output: output && values.encode(output),
    effect: effect && encodeEffect(effect, values),
    items: items && values.encode(items),
    variables: variables === NO_VARIABLES ? undefined : mapValues(variables, (value) => values.encode(value)),
  };
  return JSON.stringify(encoded);
}

type EncodedEffect = Omit<OpenEffect, 'parameters' | 'submitted' | 'callback'> & {
  readonly parameters: Encoded;
  readonly submitted?: Encoded | undefined;
  readonly callback?: EncodedResult | undefined;
};

type EncodedResult =
  | Extract<TaskResult, { readonly type: 'failed' }>
  | { readonly type: 'succeeded'; readonly output: Encoded };

function encodeEffect(effect: OpenEffect, values: SharedValues): EncodedEffect {
  const { parameters, submitted, callback } = effect;
  return {
    ...effect,
    parameters: values.encode(parameters),
    submitted: submitted && values.encode(submitted),
    callback: callback?.type === 'succeeded' ? { ...callback, output: values.encode(callback.output) } : callback,
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
  readonly child?: Pick<MapRunChild, 'mapRunArn' | 'no'>;
  readonly redrives: readonly Redrive[];
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
    child,
    redrives = [],
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
    ...(child === undefined ? {} : { child }),
    redrives,
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
  for (const { no, data } of stored.frames) {
    if (no !== ROOT || head.root === undefined) frames = frames.set(no, decodeFrame(JSON.parse(data), decode));
  }
  if (head.root !== undefined) frames = frames.set(ROOT, decodeFrame(head.root, decode));
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
    ...(head.child && row.mapRun && { mapRun: mapRunChild(head.child, row.mapRun) }),
    ...(head.redrives === undefined ? {} : { redrives: head.redrives }),
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

function mapRunChild(
  child: Pick<MapRunChild, 'mapRunArn' | 'no'>,
  { id: mapRunId, itemCount }: ChildOfMapRun,
): MapRunChild {
  return { ...child, mapRunId, itemCount };
}

function decodeFrame(encoded: EncodedFrame, decode: (encoded: Encoded) => Payload): Frame {
  const { input, output, effect, items, variables, ...rest } = encoded;
  return {
    ...rest,
    input: decode(input),
    ...(output === undefined ? {} : { output: decode(output) }),
    ...(effect === undefined ? {} : { effect: decodeEffect(effect, decode) }),
    ...(items === undefined ? {} : { items: decode(items) }),
    variables: variables === undefined ? NO_VARIABLES : mapValues(variables, decode),
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
  return `${head},"${key}":${encodeDetails(details, values)}}`;
}

/** Member by member: an object that is made only to be written costs more than its text. */
function encodeDetails(details: EventDetails, values: SharedValues): string {
  let text = '';
  for (const key in details) {
    const value = details[key];
    if (value !== undefined)
      text += `${text === '' ? '' : ','}"${key}":${JSON.stringify(encodeDetail(key, value, values))}`;
  }
  return `{${text}}`;
}

function encodeDetail(key: string, value: unknown, values: SharedValues): unknown {
  if (value instanceof Payload) return encodeMember(value, values);
  if (key !== 'assignedVariables') return value;
  return mapValues(value as Readonly<Record<string, Payload>>, (payload) => encodeMember(payload, values));
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
