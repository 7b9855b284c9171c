/** The stages of a JSONPath state's data flow in their order, with Assign beside them. */
import type { Payload } from '../../base/payload.ts';
import {
  applyInputPath,
  applyOutputPath,
  applyResultPath,
  applyTemplate,
  type InputOutput,
  type TaskFlow,
} from '../data-flow.ts';
import type { Frame } from '../execution-state.ts';
import { type StateFailure, stateFailure } from '../failure.ts';
import type { Evaluated, Failure, StateScope } from '../jsonpath/scope.ts';
import type { Template } from '../payload-template.ts';
import type { Outcome } from '../state-kind.ts';
import { assignVariables } from '../variables.ts';

/** InputPath, then Parameters. */
export function effectiveInput(flow: TaskFlow, frame: Frame, scope: StateScope): Evaluated<Payload> {
  const input = applyInputPath(flow.inputPath, frame.input, scope);
  return input.ok ? applyTemplate(flow.parameters, input.value, scope) : input;
}

/** ResultSelector, ResultPath, OutputPath. */
export function outputOfResult(flow: TaskFlow, frame: Frame, result: Payload, scope: StateScope): Evaluated<Payload> {
  const selected = applyTemplate(flow.resultSelector, result, scope);
  if (!selected.ok) return selected;
  const output = applyResultPath(flow.resultPath, frame.input, selected.value);
  return output.ok ? applyOutputPath(flow.outputPath, output.value, scope) : output;
}

/** InputPath, then OutputPath: what passes through a state that makes no result. */
export function passedThrough(flow: InputOutput, frame: Frame, scope: StateScope): Evaluated<Payload> {
  const input = applyInputPath(flow.inputPath, frame.input, scope);
  return input.ok ? applyOutputPath(flow.outputPath, input.value, scope) : input;
}

interface Leaving {
  readonly next: string | undefined;
  readonly assign?: Template;
}

/** Leaves the state with its output; `base` is what `$` means in Assign. */
export function leave(
  frame: Frame,
  { next, assign }: Leaving,
  output: Evaluated<Payload>,
  base: Payload,
  scope: StateScope,
): Outcome {
  if (!output.ok) return failed(frame, output.failure);
  const assigned = assignVariables(assign, base, scope);
  if (!assigned.ok) return failed(frame, assigned.failure);
  return { type: 'exit', frame, output: output.value, next, ...assigned.value };
}

/** The state cannot go on with what it was given. */
export function failed(frame: Frame, failure: Failure): Outcome {
  return failedWith(frame, stateFailure(frame, failure));
}

export function failedWith(frame: Frame, failure: StateFailure): Outcome {
  return { type: 'failed', frame, failure };
}
