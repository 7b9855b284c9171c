/** What becomes of a Task, Parallel or Map state whose work is not done because what it gives is known beforehand. */
import { isJsonArray, type Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { type Draft, flowScope } from './draft.ts';
import type { Frame, TaskResult } from './execution-state.ts';
import { failureOf } from './failure.ts';
import { constant, evaluateAll, withData, withResult } from './flow.ts';
import type { Evaluated } from './jsonpath/scope.ts';
import type { Items } from './map/items.ts';
import { exceedsTolerated, THRESHOLD_EXCEEDED } from './map/tolerated-failures.ts';
import { type Settled, whenSettled } from './settled.ts';
import type { Outcome } from './state-kind.ts';
import { iterationInput, type MapState } from './states/map.ts';
import type { ParallelState } from './states/parallel.ts';
import { failedWith, leave, whenEvaluated } from './states/staging.ts';
import { type TaskState, task } from './states/task.ts';

export type WorkingState = TaskState | ParallelState | MapState;

export interface Mock {
  readonly result: TaskResult;
  /** What a Map's ItemReader gives. */
  readonly itemsRead?: readonly Json[];
  /** How many iterations of a Map failed; its own thresholds decide what that means. */
  readonly failedIterations?: number;
}

/** Everything but the work itself is evaluated as ever, and may fail. */
export function enterMocked(draft: Draft, frame: Frame, state: WorkingState, mock: Mock): Settled<Outcome> {
  switch (state.type) {
    case 'Task':
      return whenSettled(task.enter(draft, frame, state), (entered) =>
        entered.type === 'paused' ? resumeTask(draft, entered.frame, state, mock.result) : entered,
      );
    case 'Parallel':
      return whenEvaluated(frame, state.flow.input(flowScope(draft, frame)), () =>
        conclude(draft, frame, state, mock.result),
      );
    case 'Map':
      return enterMap(draft, frame, state, mock);
  }
}

function resumeTask(draft: Draft, frame: Frame, state: TaskState, result: TaskResult): Settled<Outcome> {
  return task.resume?.(draft, frame, state, result) ?? { type: 'paused', frame };
}

function conclude(draft: Draft, frame: Frame, state: ParallelState | MapState, result: TaskResult): Settled<Outcome> {
  if (result.type === 'failed') return failedWith(frame, failureOf(result.error, result.cause));
  return leave(frame, state.next, state.flow.exit(withResult(flowScope(draft, frame), result.output)));
}

function enterMap(draft: Draft, frame: Frame, state: MapState, mock: Mock): Settled<Outcome> {
  const scope = flowScope(draft, frame);
  return whenEvaluated(frame, state.flow.input(scope), (input) => {
    const visible = withData(scope, input);
    const { maxConcurrency, toleratedFailures } = state;
    const items = mock.itemsRead === undefined ? state.items : constant(asItems(mock.itemsRead));
    return whenEvaluated(frame, evaluateAll({ items, maxConcurrency }, visible), (fields) =>
      whenEvaluated(frame, toleratedFailures(visible), (tolerated) =>
        whenEvaluated(frame, showIterationInputs(draft, frame, state, fields.items), () => {
          const failed = mock.failedIterations ?? 0;
          // a Map that says nothing of tolerated failures is not failed by them here, unlike when it runs (recorded)
          const exceeded = exceedsTolerated(tolerated, {
            failed,
            total: iterationsOf(mock.result) ?? fields.items.value.length,
          });
          return conclude(draft, frame, state, exceeded && mock.result.type === 'succeeded' ? EXCEEDED : mock.result);
        }),
      ),
    );
  });
}

function asItems(value: readonly Json[]): Items {
  return { payload: Payload.of(value), value };
}

/** ItemSelector for each item; nothing to show for a Map without it. */
async function showIterationInputs(
  draft: Draft,
  frame: Frame,
  state: MapState,
  items: Items,
): Promise<Evaluated<undefined>> {
  if (state.itemSelector !== undefined) {
    const inputs: Json[] = [];
    const iterating = { ...frame, items: items.payload };
    for (const index of items.value.keys()) {
      const input = await iterationInput(draft, iterating, state, index);
      if (!input.ok) return input;
      inputs.push(input.value.value);
    }
    draft.trial?.observe('ItemSelector', Payload.of(inputs));
  }
  return { ok: true, value: undefined };
}

function iterationsOf(result: TaskResult): number | undefined {
  if (result.type === 'failed') return undefined;
  const { value } = result.output;
  return isJsonArray(value) ? value.length : undefined;
}

const EXCEEDED: TaskResult = { type: 'failed', ...THRESHOLD_EXCEEDED };
