/**
 * The stages state data goes through in a JSONPath state: InputPath, Parameters, (the work,) ResultSelector, ResultPath,
 * OutputPath. Each is one function on a compiled field. Fields left at their defaults hand the same Payload on, unparsed.
 */
import { stringifyJson } from '../base/json.ts';
import { EMPTY_OBJECT, Payload } from '../base/payload.ts';
import type { FlowScope } from './flow.ts';
import { evaluatePath } from './jsonpath/evaluate.ts';
import { isWholeInput, type Path } from './jsonpath/path.ts';
import { insertAtReferencePath, type ReferencePath } from './jsonpath/reference-path.ts';
import { type Evaluated, runtimeFailure, type StateScope } from './jsonpath/scope.ts';
import { evaluateTemplate, type Template } from './payload-template.ts';

/** What all states but Fail have. A null path, `"InputPath": null`, stands for the empty object. */
export interface InputOutput {
  readonly inputPath: Path | null;
  readonly outputPath: Path | null;
}

/** What Pass, Task, Parallel and Map have besides; Pass has no ResultSelector. */
export interface TaskFlow extends InputOutput {
  /** Parameters, or a Map's ItemSelector. */
  readonly parameters?: Template;
  readonly resultSelector?: Template;
  /** Null discards the result. */
  readonly resultPath: ReferencePath | null;
}

/** InputPath, then Parameters. */
export function effectiveInput(flow: TaskFlow, scope: FlowScope): Evaluated<Payload> {
  const input = applyInputPath(flow.inputPath, scope.input, scope);
  if (!input.ok) return input;
  scope.observe?.('InputPath', input.value);
  const parameters = applyTemplate(flow.parameters, input.value, scope);
  if (parameters.ok) scope.observe?.('Parameters', parameters.value);
  return parameters;
}

/** ResultSelector, ResultPath, OutputPath. */
export function outputOfResult(flow: TaskFlow, scope: FlowScope): Evaluated<Payload> {
  const selected = applyTemplate(flow.resultSelector, scope.data, scope);
  if (!selected.ok) return selected;
  scope.observe?.('ResultSelector', selected.value);
  const output = applyResultPath(flow.resultPath, scope.input, selected.value);
  if (!output.ok) return output;
  scope.observe?.('ResultPath', output.value);
  return applyOutputPath(flow.outputPath, output.value, scope);
}

export function applyInputPath(path: Path | null, input: Payload, scope: StateScope): Evaluated<Payload> {
  return select(path, input, scope);
}

export function applyOutputPath(path: Path | null, output: Payload, scope: StateScope): Evaluated<Payload> {
  return select(path, output, scope);
}

function select(path: Path | null, data: Payload, scope: StateScope): Evaluated<Payload> {
  if (path === null) return { ok: true, value: EMPTY_OBJECT };
  if (isWholeInput(path)) return { ok: true, value: data };
  const result = resolvePath(path, data, scope);
  return result.ok ? { ok: true, value: Payload.of(result.value) } : result;
}

/** The value of a field that is a path (TimeoutSecondsPath, ItemsPath ...), with the service's words when there is none. */
export function resolvePath(path: Path, data: Payload, scope: StateScope): Evaluated {
  const result = evaluatePath(path, {
    // only a path from `$` looks at the data, which may still be unparsed text
    input: path.root.type === 'input' ? data.value : null,
    context: scope.context,
    variables: scope.variables,
  });
  if (result.found) return { ok: true, value: result.value };
  return runtimeFailure(`Invalid path '${path.text}' : ${result.reason}`);
}

/** Parameters, ItemSelector and ResultSelector; without the field the data goes on as it is. */
export function applyTemplate(template: Template | undefined, data: Payload, scope: StateScope): Evaluated<Payload> {
  if (template === undefined) return { ok: true, value: data };
  if (template.constant !== undefined) return { ok: true, value: template.constant };
  const result = evaluateTemplate(template, { ...scope, input: data.value });
  return result.ok ? { ok: true, value: Payload.of(result.value) } : result;
}

/** `rawInput` is the state's input as it came, before InputPath (recorded). */
export function applyResultPath(path: ReferencePath | null, rawInput: Payload, result: Payload): Evaluated<Payload> {
  if (path === null) return { ok: true, value: rawInput };
  if (path.steps.length === 0) return { ok: true, value: result };
  const inserted = insertAtReferencePath(rawInput.value, path, result.value);
  if ('value' in inserted) return { ok: true, value: Payload.of(inserted.value) };
  const cause = `Unable to apply step "${inserted.conflict}" to input ${stringifyJson(rawInput.value)}`;
  return { ok: false, failure: { error: 'States.ResultPathMatchFailure', cause } };
}
