/** Reading the data flow fields of a state: paths, templates, transitions, Assign. */
import type { Json } from '../../base/json.ts';
import type { InputOutput, TaskFlow } from '../data-flow.ts';
import { compilePath } from '../jsonpath/compile-path.ts';
import { type Path, WHOLE_INPUT } from '../jsonpath/path.ts';
import { compileReferencePath, isReferencePath, type ReferencePath } from '../jsonpath/reference-path.ts';
import { compileTemplate, type Template } from '../payload-template.ts';
import { exclusive, has, readBoolean, readText, report, type StateSource } from './state-source.ts';

/** Where a state leads: targets for the graph's check, in the order of the definition. */
export interface Target {
  readonly target: string;
  /** Field inside the state: `Next`, `Choices[0]/Next`. */
  readonly at: string;
}

export interface Transition {
  /** Undefined: the line of control ends with the state. */
  readonly next: string | undefined;
  readonly targets: readonly Target[];
  readonly terminal: boolean;
}

/** Next or End, exactly one of them. */
export function readTransition(source: StateSource): Transition {
  const next = readText(source, 'Next');
  const end = readBoolean(source, 'End') ?? false;
  if (exclusive(source, 'Next', 'End') && next === undefined && !end) {
    report(source, 'Exactly one of the following fields is required: [Next, End]');
  }
  return { next, targets: next === undefined ? [] : [{ target: next, at: 'Next' }], terminal: end };
}

export function readInputOutput(source: StateSource): InputOutput {
  return {
    inputPath: readNullablePath(source, 'InputPath'),
    outputPath: readNullablePath(source, 'OutputPath'),
  };
}

export function readTaskFlow(source: StateSource): TaskFlow {
  const parameters = readTemplate(source, 'Parameters');
  const resultSelector = readTemplate(source, 'ResultSelector');
  return {
    ...readInputOutput(source),
    ...(parameters === undefined ? {} : { parameters }),
    ...(resultSelector === undefined ? {} : { resultSelector }),
    resultPath: readResultPath(source),
  };
}

/** Null is legal and discards the result; a missing field means `$`. */
export function readResultPath(source: StateSource): ReferencePath | null {
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
  return path;
}

/** A path to one place in the data or in a variable, not in the context object (measured). */
export function readReferencePath(source: StateSource, field: string): Path | undefined {
  const text = readText(source, field);
  if (text === undefined) return undefined;
  const path = compilePath(text);
  if (path !== undefined && path.root.type !== 'context' && isReferencePath(path)) return path;
  report(source, 'Value is not a Reference Path', field);
  return undefined;
}

export function readTemplate(source: StateSource, field: string): Template | undefined {
  return has(source, field) ? readTemplateValue(source, source.json[field] as Json, field) : undefined;
}

export function readTemplateValue(source: StateSource, value: Json, field: string): Template | undefined {
  const compiled = compileTemplate(value);
  if (compiled.ok) return compiled.template;
  for (const { pointer, message } of compiled.problems) report(source, message, `${field}${pointer}`);
  return undefined;
}

/** The members of an object with what it assigns, when there is something. */
export function readAssign(source: StateSource): { readonly assign?: Template } {
  const assign = readTemplate(source, 'Assign');
  return assign === undefined ? {} : { assign };
}
