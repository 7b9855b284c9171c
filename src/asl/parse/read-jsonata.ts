/** Reading the fields of JSONata states: expressions, what holds them at any depth, and the data flow they make. */
import type { Json } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { constant, type Evaluator, type Exit, evaluateAll, type Flow, whenOk } from '../flow.ts';
import { compileQuery, expressionText, type QueryExpression } from '../jsonata/expression.ts';
import { queryFailure } from '../jsonata/failure.ts';
import { evaluateAs, type TypeName } from '../jsonata/result-type.ts';
import { compileQueryTemplate } from '../jsonata/template.ts';
import { observed } from '../observe.ts';
import { checkAssignedNames } from './read-assign.ts';
import {
  has,
  readArray,
  readBoolean,
  readInteger,
  readNumber,
  readObject,
  readText,
  report,
  type StateSource,
} from './state-source.ts';

/** States without a result: `$states.result` is not there. */
export function readQueryPassing(source: StateSource): Flow {
  return { input: stateInput, exit: readQueryExit(source, stateInput) };
}

export function readQueryFlow(source: StateSource): Flow {
  const input = readQueryTemplate(source, 'Arguments') ?? stateInput;
  return { input: observed('Arguments', input), exit: readQueryExit(source, result) };
}

/** Map: it has no Arguments. */
export function readQueryMapFlow(source: StateSource): Flow {
  return { input: stateInput, exit: readQueryExit(source, result) };
}

/** A Choice rule's own Output and Assign; the state's are for Default (recorded). */
export function readQueryRuled(rule: StateSource): Evaluator<Exit> {
  return readQueryExit(rule, stateInput);
}

/** Of a Catcher: the error output, unless Output says otherwise (recorded). */
export function readQueryCatch(source: StateSource): Evaluator<Exit> {
  return readQueryExit(source, errorOutput);
}

const stateInput: Evaluator<Payload> = ({ input }) => ({ ok: true, value: input });
const result: Evaluator<Payload> = ({ input, result = input }) => ({ ok: true, value: result });
const errorOutput: Evaluator<Payload> = ({ input, errorOutput = input }) => ({ ok: true, value: errorOutput });

/** Output and Assign; both see the variables as they were when the state was entered. */
function readQueryExit(source: StateSource, withoutOutput: Evaluator<Payload>): Evaluator<Exit> {
  const output = readQueryTemplate(source, 'Output') ?? withoutOutput;
  const assign = readQueryAssign(source);
  if (assign === undefined)
    return (scope) => whenOk(output(scope), (value) => ({ ok: true, value: { output: value } }));
  return (scope) =>
    evaluateAll({ output, assigned: (inner) => evaluateAll<Record<string, Payload>>(assign, inner) }, scope);
}

function readQueryAssign(source: StateSource): Readonly<Record<string, Evaluator<Payload>>> | undefined {
  checkAssignedNames(source);
  const members = Object.entries(readObject(source, 'Assign') ?? {});
  if (members.length === 0) return undefined;
  return Object.fromEntries(members.map(([name, value]) => [name, compile(source, value, `Assign/${name}`)]));
}

export function readQueryTemplate(source: StateSource, field: string): Evaluator<Payload> | undefined {
  return has(source, field) ? compile(source, source.json[field] as Json, field) : undefined;
}

function compile(source: StateSource, json: Json, field: string): Evaluator<Payload> {
  return compileQueryTemplate(json, field, (text, at) => readExpression(source, text, at));
}

function readExpression(source: StateSource, text: string, field: string): QueryExpression | undefined {
  const compiled = compileQuery(text, placeOf(source, field));
  if (!compiled.ok) {
    for (const problem of compiled.problems) report(source, problem, field, compiled.code);
    return undefined;
  }
  const { expression } = compiled;
  if (expression.readsErrorOutput && !source.part.startsWith('Catch')) {
    // GUESS: the wording; that it is refused is measured
    const problem = "Reference to '$states.errorOutput' is not supported outside of a Catcher.";
    report(source, problem, field, 'UNSUPPORTED_JSONATA_EXPRESSION');
  }
  for (const name of expression.variables) source.references.add(name);
  return expression;
}

/** The field as the service names it: from the state on. */
function placeOf(source: StateSource, field: string): string {
  return source.part === '' ? field : `${source.part}/${field}`;
}

export function readQueryText(source: StateSource, field: string): Evaluator<string> | undefined {
  return readValue(source, field, 'string', () => readText(source, field));
}

export function readQueryBoolean(source: StateSource, field: string): Evaluator<boolean> | undefined {
  return readValue(source, field, 'boolean', () => readBoolean(source, field));
}

export function readQueryArray(source: StateSource, field: string): Evaluator<Payload> | undefined {
  if (!isExpression(source.json[field])) {
    return readArray(source, field) === undefined ? undefined : readQueryTemplate(source, field);
  }
  const evaluate = readValue<Json>(source, field, 'array', () => undefined);
  return evaluate && ((scope) => whenOk(evaluate(scope), (value) => ({ ok: true, value: Payload.of(value) })));
}

export interface NumberRange {
  readonly kind: 'integer' | 'float';
  readonly min: number;
  readonly max: number;
}

/** `refusal` is what is said of an expression's value out of range. */
export function readQueryNumber(
  source: StateSource,
  field: string,
  { kind, min, max }: NumberRange,
  refusal: string,
): Evaluator<number> | undefined {
  const read = kind === 'integer' ? readInteger : readNumber;
  const decimals = kind === 'integer' ? 0 : 1;
  const evaluate = readValue<Json>(source, field, 'number', () => read(source, field, { min, max, decimals }));
  return (
    evaluate &&
    ((scope) =>
      whenOk(evaluate(scope), (json) => {
        const value = Number(json);
        const fits = value >= min && value <= max && (kind === 'float' || Number.isInteger(value));
        return fits ? { ok: true, value } : queryFailure(refusal, placeOf(source, field));
      }))
  );
}

/** A literal, or an expression that has to give a value of the type. */
function readValue<T extends Json>(
  source: StateSource,
  field: string,
  type: TypeName,
  readLiteral: () => T | undefined,
): Evaluator<T> | undefined {
  const json = source.json[field];
  if (!isExpression(json)) {
    const value = readLiteral();
    return value === undefined ? undefined : constant(value);
  }
  const expression = readExpression(source, expressionText(json) ?? '', field);
  return expression && ((scope) => evaluateAs<T>(expression, type, scope));
}

export function isExpression(json: Json | undefined): json is string {
  return typeof json === 'string' && expressionText(json) !== undefined;
}
