/** Reading the fields of JSONPath states: paths, templates, and the data flow they make. */
import type { Json } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import {
  applyInputPath,
  applyOutputPath,
  applyResultPath,
  applyTemplate,
  effectiveInput,
  type InputOutput,
  outputOfResult,
  type TaskFlow,
} from '../data-flow.ts';
import type { Evaluator, Exit, Flow, FlowScope } from '../flow.ts';
import { compilePath } from '../jsonpath/compile-path.ts';
import { type Path, WHOLE_INPUT } from '../jsonpath/path.ts';
import { compileReferencePath, isReferencePath, type ReferencePath } from '../jsonpath/reference-path.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import { observed } from '../observe.ts';
import {
  compileExpression,
  compileTemplate,
  type Expression,
  pathsOfExpression,
  pathsOfTemplate,
  type Template,
} from '../payload-template.ts';
import { assignVariables } from '../variables.ts';
import { checkAssignedNames } from './read-assign.ts';
import { has, readText, report, type StateSource } from './state-source.ts';

/** Choice, Wait and Succeed: the input goes through. */
export function readPathPassing(source: StateSource): Flow {
  const { inputPath, outputPath } = readInputOutput(source);
  const assign = readPathAssign(source);
  return {
    input: observedInput(inputPath),
    exit: (scope) => exitOf(applyOutputPath(outputPath, scope.data, scope), assign, scope),
  };
}

/** Pass, Task and Parallel: a result goes into the input. */
export function readPathFlow(source: StateSource): Flow {
  const parameters = readTemplate(source, 'Parameters');
  const flow = { ...readResultFlow(source), ...(parameters === undefined ? {} : { parameters }) };
  return { input: (scope) => effectiveInput(flow, scope), exit: readResultExit(source, flow) };
}

/** Map: its Parameters are about items, not about its input. */
export function readPathMapFlow(source: StateSource): Flow {
  const flow = readResultFlow(source);
  return { input: observedInput(flow.inputPath), exit: readResultExit(source, flow) };
}

function observedInput(path: Path | null): Evaluator<Payload> {
  return observed('InputPath', (scope) => applyInputPath(path, scope.input, scope));
}

function readResultExit(source: StateSource, flow: TaskFlow): Evaluator<Exit> {
  const assign = readPathAssign(source);
  return (scope) => exitOf(outputOfResult(flow, scope), assign, scope);
}

/** The error output goes into the raw state input; the state's own ResultPath and OutputPath do not apply (recorded). */
export function readPathCatch(source: StateSource): Evaluator<Exit> {
  const resultPath = readResultPath(source);
  const assign = readPathAssign(source);
  return (scope) => exitOf(applyResultPath(resultPath, scope.input, scope.data), assign, scope);
}

/** A Choice rule assigns for itself; its output is the state's. */
export function readPathRuled(rule: StateSource, state: StateSource): Evaluator<Exit> {
  const { outputPath } = readInputOutput(state);
  const assign = readPathAssign(rule);
  return (scope) => exitOf(applyOutputPath(outputPath, scope.data, scope), assign, scope);
}

function exitOf(output: Evaluated<Payload>, assign: Template | undefined, scope: FlowScope): Evaluated<Exit> {
  if (!output.ok) return output;
  const assigned = assignVariables(assign, scope);
  return assigned.ok ? { ok: true, value: { output: output.value, ...assigned.value } } : assigned;
}

function readPathAssign(source: StateSource): Template | undefined {
  checkAssignedNames(source);
  return readTemplate(source, 'Assign');
}

function readInputOutput(source: StateSource): InputOutput {
  return {
    inputPath: readNullablePath(source, 'InputPath'),
    outputPath: readNullablePath(source, 'OutputPath'),
  };
}

function readResultFlow(source: StateSource): TaskFlow {
  const resultSelector = readTemplate(source, 'ResultSelector');
  return {
    ...readInputOutput(source),
    ...(resultSelector === undefined ? {} : { resultSelector }),
    resultPath: readResultPath(source),
  };
}

/** Null is legal and discards the result; a missing field means `$`. */
function readResultPath(source: StateSource): ReferencePath | null {
  const value = source.json['ResultPath'];
  if (value === null) return null;
  const path = compileReferencePath(value === undefined ? '$' : (readText(source, 'ResultPath') ?? '$'));
  if (path !== undefined) return path;
  report(source, 'Value is not a Reference Path', 'ResultPath');
  return null;
}

function readNullablePath(source: StateSource, field: string): Path | null {
  if (source.json[field] === null) return null;
  return readPath(source, field) ?? WHOLE_INPUT;
}

export function readPath(source: StateSource, field: string): Path | undefined {
  const text = readText(source, field);
  const path = text === undefined ? undefined : compilePath(text);
  if (text !== undefined && path === undefined) report(source, 'Value is not a valid JSONPath', field);
  return path && noteVariables(source, path);
}

/** A path to one place in the data or in a variable, not in the context object (measured). */
export function readReferencePath(source: StateSource, field: string): Path | undefined {
  const text = readText(source, field);
  if (text === undefined) return undefined;
  const path = compilePath(text);
  if (path !== undefined && path.root.type !== 'context' && isReferencePath(path)) return noteVariables(source, path);
  report(source, 'Value is not a Reference Path', field);
  return undefined;
}

/** A path or a call of an intrinsic function. */
export function readPathExpression(source: StateSource, field: string): Expression | undefined {
  const text = readText(source, field);
  if (text === undefined) return undefined;
  const expression = compileExpression(text);
  if (expression === undefined) {
    report(source, `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`);
    return undefined;
  }
  noteAll(source, pathsOfExpression(expression));
  return expression;
}

function readTemplate(source: StateSource, field: string): Template | undefined {
  if (!has(source, field)) return undefined;
  const compiled = compileTemplate(source.json[field] as Json);
  if (compiled.ok) {
    noteAll(source, pathsOfTemplate(compiled.template));
    return compiled.template;
  }
  for (const { pointer, message } of compiled.problems) report(source, message, `${field}${pointer}`);
  return undefined;
}

export function readPathPayload(source: StateSource, field: string): Evaluator<Payload> | undefined {
  const template = readTemplate(source, field);
  return template && ((scope) => applyTemplate(template, scope.data, scope));
}

/** Notes which variables paths read. */
export function noteAll(source: StateSource, paths: readonly Path[]): void {
  for (const path of paths) noteVariables(source, path);
}

function noteVariables(source: StateSource, path: Path): Path {
  if (path.root.type === 'variable') source.references.add(path.root.name);
  return path;
}
