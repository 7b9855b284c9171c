/**
 * A Map state in distributed mode: its iterations are executions of their own, which a Map Run starts. To the state the Map Run
 * is one effect, begun with the step that enters it; the order of its events is recorded.
 */
import { Payload } from '../../base/payload.ts';
import { type Draft, emit, emitInFrame, flowScope } from '../draft.ts';
import { effectId } from '../effect-id.ts';
import type { Frame } from '../execution-state.ts';
import { failureOf, statesError } from '../failure.ts';
import { constant, type Evaluator, evaluateAll, type FlowScope, withResult } from '../flow.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import type { DistributedMap, MapFields } from '../map/map-fields.ts';
import type { ToleratedFailures } from '../map/tolerated-failures.ts';
import { type BatcherSettings, decodeSettings, encodeSettings, type MapRunSettings } from '../map-run/settings.ts';
import type { Transition } from '../parse/read-flow.ts';
import { type Settled, whenSettled } from '../settled.ts';
import type { Outcome, Signal } from '../state-kind.ts';
import { failedWith, leave, whenEvaluated } from './staging.ts';

export interface MapRunStart {
  readonly distributed: DistributedMap;
  readonly maxConcurrency: number;
  readonly tolerated: ToleratedFailures;
  /** Absent where an ItemReader reads them. */
  readonly items: Payload | undefined;
}

/** `started` stands behind MapStateStarted; `scope` is that of the state's effective input. */
export function beginMapRun(draft: Draft, started: Frame, scope: FlowScope, start: MapRunStart): Settled<Outcome> {
  const { distributed, maxConcurrency, tolerated, items } = start;
  return whenEvaluated(started, evaluateObjects(distributed, scope), (objects) => {
    const id = draft.random().uuid();
    const arn = mapRunArn(draft.before.identity.machineArn, distributed.label, id);
    const settings: MapRunSettings = {
      id,
      arn,
      maxConcurrency,
      ...(tolerated.count !== undefined && { toleratedFailureCount: tolerated.count }),
      ...(tolerated.percentage !== undefined && { toleratedFailurePercentage: tolerated.percentage }),
      ...objects,
    };
    const frame = emitInFrame(draft, started, 'MapRunStarted', { mapRunArn: arn });
    return waitForMapRun(draft, items === undefined ? frame : { ...frame, items }, settings);
  });
}

/** A redriven execution takes its Map Run up again. GUESS: what the event follows. */
export function redriveMapRun(draft: Draft, { unsuccessfulMapRun = '{}', ...before }: Frame): Outcome {
  const settings = decodeSettings(Payload.ofText(unsuccessfulMapRun));
  const redriveCount = (settings.redriveCount ?? 0) + 1;
  const frame = emitInFrame(draft, before, 'MapRunRedriven', { mapRunArn: settings.arn, redriveCount });
  return waitForMapRun(draft, frame, { ...settings, redriveCount });
}

function waitForMapRun(draft: Draft, frame: Frame, settings: MapRunSettings): Outcome {
  const effect = { id: effectId(frame.no, frame.effectCount), parameters: encodeSettings(settings), started: true };
  draft.effects.push({ type: 'begin-map-run', id: effect.id });
  return { type: 'paused', frame: { ...frame, phase: 'task', effectCount: frame.effectCount + 1, effect } };
}

/** The Map Run has ended. The exit follows its start, as do all recorded since November 2024. */
export function endMapRun(
  draft: Draft,
  ended: Frame,
  state: Transition & Pick<MapFields, 'flow'>,
  signal: Signal,
): Settled<Outcome> {
  const { effect: _, items: __, ...frame } = ended;
  if (signal.type !== 'succeeded') {
    const { error, cause } = signal.type === 'failed' ? signal : {};
    const failure = statesError(error, cause);
    const failed = emitInFrame(draft, frame, 'MapRunFailed', { ...failure });
    return failedWith({ ...failed, ...unsuccessful(ended) }, failureOf(error, cause));
  }
  const runSucceededId = emit(draft, frame.lastEventId, 'MapRunSucceeded');
  const succeededId = emit(draft, runSucceededId, 'MapStateSucceeded');
  const left = leave(frame, state.next, state.flow.exit(withResult(flowScope(draft, frame), signal.output)));
  return whenSettled(left, (outcome) =>
    outcome.type === 'failed' ? { ...outcome, frame: { ...frame, lastEventId: succeededId } } : outcome,
  );
}

/** What a redrive needs. */
export function unsuccessful({ effect, items, unsuccessfulMapRun }: Partial<Frame>): Partial<Frame> {
  const settings = unsuccessfulMapRun ?? effect?.parameters.text;
  if (settings === undefined) return {};
  return { unsuccessfulMapRun: settings, ...(items === undefined ? {} : { items }) };
}

/** GUESS: a Map Run of a child execution is named after the machine itself and the inner Map's label. */
function mapRunArn(machineArn: string, label: string, id: string): string {
  const [ofMachine = ''] = machineArn.split('/');
  return `${ofMachine.replace(':stateMachine:', ':mapRun:')}/${label}:${id}`;
}

type ObjectSettings = Pick<MapRunSettings, 'reader' | 'batcher' | 'writer'>;

/** ItemReader, ItemBatcher and ResultWriter. */
function evaluateObjects(fields: DistributedMap, scope: FlowScope): Settled<Evaluated<ObjectSettings>> {
  const { reader, batcher, writer } = fields;
  const evaluators = {
    ...(reader && { reader: readerSettings(reader) }),
    ...(batcher && { batcher: batcherSettings(batcher) }),
    ...(writer && { writer: writerSettings(writer) }),
  };
  return evaluateAll<ObjectSettings>(evaluators, scope);
}

function readerSettings(
  reader: NonNullable<DistributedMap['reader']>,
): Evaluator<NonNullable<ObjectSettings['reader']>> {
  const { resource = '', parameters = constant(Payload.of({})), maxItems, config } = reader;
  const { MaxItems: _, MaxItemsPath: __, ...readerConfig } = config;
  return mapped({ parameters, ...(maxItems && { maxItems }) }, (fields) => ({
    resource,
    parameters: fields.parameters.value,
    readerConfig: { ...readerConfig, ...(fields.maxItems !== undefined && { MaxItems: fields.maxItems }) },
  }));
}

function batcherSettings(batcher: NonNullable<DistributedMap['batcher']>): Evaluator<BatcherSettings> {
  return mapped({ ...batcher }, ({ batchInput, ...limits }) => ({
    ...limits,
    ...(batchInput && { batchInput: batchInput.value }),
  }));
}

function writerSettings(
  writer: NonNullable<DistributedMap['writer']>,
): Evaluator<NonNullable<ObjectSettings['writer']>> {
  const { resource, parameters, config } = writer;
  return mapped({ ...(parameters && { parameters }) }, (fields) => ({
    ...(resource === undefined ? {} : { resource }),
    ...(fields.parameters && { parameters: fields.parameters.value }),
    writerConfig: config,
  }));
}

type Values<E> = { readonly [Field in keyof E]: E[Field] extends Evaluator<infer T> | undefined ? T : never };

function mapped<E extends object, T>(evaluators: E, make: (values: Values<E>) => T): Evaluator<T> {
  return (scope) =>
    whenSettled(evaluateAll<Values<E>>(evaluators as never, scope), (evaluated) =>
      evaluated.ok ? { ok: true, value: make(evaluated.value) } : evaluated,
    );
}
