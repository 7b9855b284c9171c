/**
 * Payload templates (Parameters, ResultSelector, ItemSelector, Assign ...): JSON in which a member whose key ends in `.$` holds
 * a path or an intrinsic call, and everything else is meant as it stands.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject, setMember, stringifyJson } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { evaluateIntrinsic } from './intrinsics/evaluate.ts';
import { compileIntrinsic, type IntrinsicCall, pathsOfCall } from './intrinsics/intrinsic-call.ts';
import { compilePath } from './jsonpath/compile-path.ts';
import { evaluatePath } from './jsonpath/evaluate.ts';
import type { Path } from './jsonpath/path.ts';
import { type Evaluated, type EvaluationScope, runtimeFailure } from './jsonpath/scope.ts';

/** What a `.$` member, ErrorPath and CausePath hold. */
export type Expression =
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'intrinsic'; readonly call: IntrinsicCall };

type Node =
  | { readonly type: 'constant'; readonly value: Json }
  | { readonly type: 'expression'; readonly expression: Expression; readonly field: string }
  | { readonly type: 'object'; readonly members: readonly (readonly [string, Node])[] }
  | { readonly type: 'array'; readonly items: readonly Node[] };

export interface Template {
  readonly root: Node;
  /** What the template stands for when nothing in it is dynamic. */
  readonly constant?: Payload;
}

export interface TemplateProblem {
  /** JSON pointer, inside the template, of the object that holds the member: `''`, `/a/0`. */
  readonly pointer: string;
  readonly message: string;
}

export type CompiledTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

/** Deeper templates are refused, so that evaluating one cannot overflow the stack. */
const DEPTH_MAX = 500;

export function compileTemplate(json: Json): CompiledTemplate {
  const problems: TemplateProblem[] = [];
  const root = compileNode(json, { field: '', pointer: '', depth: 0, problems });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, template: root.type === 'constant' ? { root, constant: Payload.of(root.value) } : { root } };
}

/** Undefined when the text is neither a path nor a call of an intrinsic function. */
export function compileExpression(text: string): Expression | undefined {
  const path = compilePath(text);
  if (path !== undefined) return { type: 'path', path };
  const call = compileIntrinsic(text);
  return call && { type: 'intrinsic', call };
}

interface Place {
  /** Keys from the template's root, joined by dots, as messages name a field: `Item.id.$`. */
  readonly field: string;
  readonly pointer: string;
  readonly depth: number;
  readonly problems: TemplateProblem[];
}

function compileNode(json: Json, place: Place): Node {
  if (place.depth > DEPTH_MAX) {
    place.problems.push({
      pointer: place.pointer,
      message: `The template is nested more than ${DEPTH_MAX} levels deep`,
    });
  } else if (isJsonArray(json)) {
    const items = json.map((item, i) => compileNode(item, inside(place, `[${i}]`, String(i))));
    return items.every((item) => item.type === 'constant')
      ? { type: 'constant', value: json }
      : { type: 'array', items };
  } else if (isJsonObject(json)) return compileObject(json, place);
  return { type: 'constant', value: json };
}

function compileObject(json: JsonObject, place: Place): Node {
  const members: [string, Node][] = [];
  const keys = new Set<string>();
  for (const [key, value] of Object.entries(json)) {
    const dynamic = key.endsWith('.$');
    const name = dynamic ? key.slice(0, -2) : key;
    if (keys.has(name)) place.problems.push({ pointer: place.pointer, message: `Duplicate field '${name}'` });
    keys.add(name);
    const member = inside(place, place.field === '' ? key : `.${key}`, key);
    const node = dynamic ? compileDynamic(key, value, place, member.field) : compileNode(value, member);
    members.push([name, node]);
  }
  return members.every(([, node]) => node.type === 'constant')
    ? { type: 'constant', value: json }
    : { type: 'object', members };
}

/** The words of the refusals are the service's own. */
function compileDynamic(key: string, value: Json, { pointer, problems }: Place, field: string): Node {
  const expression = typeof value === 'string' ? compileExpression(value) : undefined;
  if (expression !== undefined) return { type: 'expression', expression, field };
  const message =
    typeof value === 'string'
      ? `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`
      : `The value for the field '${key}' must be a STRING that contains a JSONPath but was ${typeName(value)}`;
  problems.push({ pointer, message });
  return { type: 'constant', value };
}

function typeName(value: Json): string {
  if (value === null) return 'a NULL';
  if (isJsonArray(value)) return 'an ARRAY';
  if (isJsonObject(value)) return 'an OBJECT';
  return typeof value === 'boolean' ? 'a BOOLEAN' : 'a NUMBER';
}

function inside(place: Place, field: string, key: string): Place {
  return {
    field: place.field + field,
    pointer: `${place.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    depth: place.depth + 1,
    problems: place.problems,
  };
}

/** A template without dynamic parts gives the same value each time. Never throws. */
export function evaluateTemplate(template: Template, scope: EvaluationScope): Evaluated {
  return evaluateNode(template.root, scope);
}

function evaluateNode(node: Node, scope: EvaluationScope): Evaluated {
  switch (node.type) {
    case 'constant':
      return { ok: true, value: node.value };
    case 'expression':
      return evaluateExpression(node.expression, node.field, scope);
    case 'object': {
      const value: Record<string, Json> = {};
      for (const [key, member] of node.members) {
        const result = evaluateNode(member, scope);
        if (!result.ok) return result;
        setMember(value, key, result.value);
      }
      return { ok: true, value };
    }
    case 'array': {
      const value: Json[] = [];
      for (const item of node.items) {
        const result = evaluateNode(item, scope);
        if (!result.ok) return result;
        value.push(result.value);
      }
      return { ok: true, value };
    }
  }
}

/**
 * `field` is the name the message gives: `value.$`, `ErrorPath`. The documentation has States.ParameterPathFailure for a path
 * that leads nowhere; recorded is States.Runtime. An element past the end of an array is null, not missing (measured).
 */
export function evaluateExpression(expression: Expression, field: string, scope: EvaluationScope): Evaluated {
  if (expression.type === 'intrinsic') return evaluateIntrinsic(expression.call, scope);
  const { path } = expression;
  const result = evaluatePath(path, scope);
  if (result.found) return { ok: true, value: result.value };
  if (result.kind === 'pastEnd') return { ok: true, value: null };
  const searched = stringifyJson(path.root.type === 'context' ? scope.context() : scope.input);
  return runtimeFailure(
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${searched}'`,
  );
}

/** All paths in a template, in order; for the analysis of variables. */
export function pathsOfTemplate(template: Template): readonly Path[] {
  return pathsOfNode(template.root);
}

export function pathsOfExpression(expression: Expression): readonly Path[] {
  return expression.type === 'path' ? [expression.path] : pathsOfCall(expression.call);
}

function pathsOfNode(node: Node): readonly Path[] {
  switch (node.type) {
    case 'constant':
      return [];
    case 'expression':
      return pathsOfExpression(node.expression);
    case 'object':
      return node.members.flatMap(([, member]) => pathsOfNode(member));
    case 'array':
      return node.items.flatMap(pathsOfNode);
  }
}
