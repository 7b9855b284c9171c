/**
 * Checks a mocked result against what the API of its service answers. Shapes are those of the official models; what is not in
 * them passes, as on AWS (recorded). The first problem ends it.
 */
import { isJsonArray, isJsonNumber, isJsonObject, type Json } from '../../../base/json.ts';
import { STRUCTURES } from './result-shapes.gen.ts';

export type ResultShape =
  /** Times and bytes too: in state data they are texts. */
  | { readonly type: 'string'; readonly min?: number; readonly max?: number; readonly enum?: readonly string[] }
  | { readonly type: 'number'; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'list'; readonly member: ResultShape }
  | { readonly type: 'map'; readonly value: ResultShape }
  | { readonly type: 'structure'; readonly name: string }
  | { readonly type: 'any' };

export type MemberShape = ResultShape & { readonly required?: boolean };
export type Members = Readonly<Record<string, MemberShape>>;

interface Place {
  /** The name of the member that the value is, or is in. */
  readonly field: string;
  /** Whether members that are required have to be there. */
  readonly requireAll: boolean;
}

/** What is wrong with the members of an answer; undefined when nothing is. */
export function problemInMembers(members: Members, value: Json, requireAll: boolean): string | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const [field, shape] of Object.entries(members)) {
    const member = value[field];
    const problem =
      member === undefined || member === null
        ? requireAll && shape.required && `Required field '${field}' is missing`
        : problemIn(shape, member, { field, requireAll });
    if (problem) return problem;
  }
  return undefined;
}

function problemIn(shape: ResultShape, value: Json, place: Place): string | undefined {
  const { field, requireAll } = place;
  switch (shape.type) {
    case 'any':
      return undefined;
    case 'string':
      return typeof value === 'string' ? textProblem(shape, value, field) : `Field '${field}' must be a string`;
    case 'number':
      return isJsonNumber(value) ? numberProblem(shape, Number(value), field) : `Field '${field}' must be a number`;
    case 'boolean':
      // GUESS: the wording, and that of maps and structures
      return typeof value === 'boolean' ? undefined : `Field '${field}' must be a boolean`;
    case 'list':
      if (!isJsonArray(value)) return `Field '${field}' must be an array`;
      return firstProblem(value, (item) => problemIn(shape.member, item, place));
    case 'map':
      if (!isJsonObject(value)) return `Field '${field}' must be an object`;
      return firstProblem(Object.values(value), (item) => problemIn(shape.value, item, place));
    case 'structure':
      if (!isJsonObject(value)) return `Field '${field}' must be an object`;
      return problemInMembers(STRUCTURES[shape.name] ?? {}, value, requireAll);
  }
}

function firstProblem(items: readonly Json[], problemOf: (item: Json) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Text = Extract<ResultShape, { readonly type: 'string' }>;
type Numeric = Extract<ResultShape, { readonly type: 'number' }>;

function textProblem(shape: Text, value: string, field: string): string | undefined {
  if (shape.enum?.includes(value) === false) return `Field '${field}' is not an expected value`;
  if (shape.min !== undefined && value.length < shape.min) return `Field '${field}' is smaller than the minimum length`;
  // GUESS: the wording
  if (shape.max !== undefined && value.length > shape.max) return `Field '${field}' exceeds the maximum length`;
  return undefined;
}

function numberProblem({ min, max }: Numeric, value: number, field: string): string | undefined {
  if (min !== undefined && value < min) return `Field '${field}' is less than the minimum value`;
  if (max !== undefined && value > max) return `Field '${field}' exceeds the maximum value`;
  return undefined;
}
