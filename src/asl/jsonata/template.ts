/**
 * Values in a JSONata state (Arguments, Output, Assign, ItemSelector ...): JSON in which a string between `{%` and `%}` is an
 * expression, at any depth, and everything else is meant as it stands.
 */
import { isJsonArray, isJsonObject, type Json, setMember } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { constant, type Evaluator, type FlowScope, whenOk } from '../flow.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import type { Settled } from '../settled.ts';
import { evaluateQuery, expressionText, type QueryExpression } from './expression.ts';

type Node =
  | { readonly type: 'constant'; readonly value: Json }
  | { readonly type: 'expression'; readonly expression: QueryExpression }
  | { readonly type: 'object'; readonly members: readonly (readonly [string, Node])[] }
  | { readonly type: 'array'; readonly items: readonly Node[] };

/** Compiles what stands between the delimiters; undefined when it is wrong, and has been reported. */
export type ExpressionReader = (text: string, location: string) => QueryExpression | undefined;

/** `location` is the field inside the state; the service goes on from it with `/name` and `[index]`. */
export function compileQueryTemplate(json: Json, location: string, read: ExpressionReader): Evaluator<Payload> {
  const node = compileNode(json, location, read);
  if (node.type === 'constant') return constant(Payload.of(node.value));
  if (node.type === 'expression') return (scope) => evaluateQuery(node.expression, scope);
  return (scope) => whenOk(evaluateNode(node, scope), (value) => ({ ok: true, value: Payload.of(value) }));
}

function compileNode(json: Json, location: string, read: ExpressionReader): Node {
  if (isJsonArray(json)) {
    const items = json.map((item, i) => compileNode(item, `${location}[${i}]`, read));
    return items.every(isConstant) ? { type: 'constant', value: json } : { type: 'array', items };
  }
  if (isJsonObject(json)) {
    const members = Object.entries(json).map(
      ([key, member]) => [key, compileNode(member, `${location}/${key}`, read)] as const,
    );
    const constant = members.every(([, member]) => isConstant(member));
    return constant ? { type: 'constant', value: json } : { type: 'object', members };
  }
  const text = typeof json === 'string' ? expressionText(json) : undefined;
  const expression = text === undefined ? undefined : read(text, location);
  return expression === undefined ? { type: 'constant', value: json } : { type: 'expression', expression };
}

function isConstant({ type }: Node): boolean {
  return type === 'constant';
}

function evaluateNode(node: Node, scope: FlowScope): Settled<Evaluated<Json>> {
  switch (node.type) {
    case 'constant':
      return { ok: true, value: node.value };
    case 'expression':
      return whenOk(evaluateQuery(node.expression, scope), ({ value }) => ({ ok: true, value }));
    case 'array':
      return evaluateEach(node.items, scope);
    case 'object': {
      const { members } = node;
      const values = evaluateEach(
        members.map(([, member]) => member),
        scope,
      );
      return whenOk(values, (found) => {
        const object: Record<string, Json> = {};
        for (const [i, [key]] of members.entries()) setMember(object, key, found[i] as Json);
        return { ok: true, value: object };
      });
    }
  }
}

/** One after the other, from `index` on. */
function evaluateEach(
  nodes: readonly Node[],
  scope: FlowScope,
  index = 0,
  values: Json[] = [],
): Settled<Evaluated<Json[]>> {
  for (let i = index; i < nodes.length; i++) {
    const found = evaluateNode(nodes[i] as Node, scope);
    if (found instanceof Promise) {
      return whenOk(found, (value) => {
        values.push(value);
        return evaluateEach(nodes, scope, i + 1, values);
      });
    }
    if (!found.ok) return found;
    values.push(found.value);
  }
  return { ok: true, value: values };
}
