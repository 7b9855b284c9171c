/** Decides whether an item passes a filter `[?(...)]`. */
import { isJsonArray, isJsonNumber, type Json, jsonEquals } from '../../base/json.ts';
import { evaluateDefinite, evaluateIndefinite } from './evaluate.ts';
import { compareNumbers } from './number-order.ts';
import type { Comparator, FilterOperand, FilterPath, FilterTest } from './path.ts';

export function passes(test: FilterTest, item: Json, root: Json): boolean {
  switch (test.type) {
    case 'and':
      return test.tests.every((part) => passes(part, item, root));
    case 'or':
      return test.tests.some((part) => passes(part, item, root));
    case 'not':
      return !passes(test.test, item, root);
    case 'exists': {
      // false exists, null does not: so `!@.x` keeps an item with a null x, as Step Functions Local does
      const value = valueAt(test.path, item, root);
      return value !== undefined && value !== null;
    }
    case 'comparison':
      return HOLDS[test.comparator](operandValue(test.left, item, root), operandValue(test.right, item, root));
  }
}

function operandValue(operand: FilterOperand, item: Json, root: Json): Json | undefined {
  return operand.type === 'constant' ? operand.value : valueAt(operand.path, item, root);
}

function valueAt({ from, segments, definite }: FilterPath, item: Json, root: Json): Json | undefined {
  const start = from === 'item' ? item : root;
  const result = definite ? evaluateDefinite(segments, start) : evaluateIndefinite(segments, start, root);
  return result.found ? result.value : undefined;
}

type Operand = Json | undefined;

/** A missing operand equals nothing, and has no order. */
const HOLDS: Readonly<Record<Comparator, (left: Operand, right: Operand) => boolean>> = {
  '==': equal,
  '!=': (left, right) => !equal(left, right),
  '<': (left, right) => ordered(left, right, (order) => order < 0),
  '<=': (left, right) => ordered(left, right, (order) => order <= 0),
  '>': (left, right) => ordered(left, right, (order) => order > 0),
  '>=': (left, right) => ordered(left, right, (order) => order >= 0),
  in: contains,
  nin: (left, right) => !contains(left, right),
};

function equal(left: Operand, right: Operand): boolean {
  if (left === undefined || right === undefined) return false;
  return isJsonNumber(left) && isJsonNumber(right) ? compareNumbers(left, right) === 0 : jsonEquals(left, right);
}

function ordered(left: Operand, right: Operand, holds: (order: number) => boolean): boolean {
  if (isJsonNumber(left) && isJsonNumber(right)) return holds(compareNumbers(left, right));
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return holds(left < right ? -1 : left > right ? 1 : 0);
}

function contains(item: Operand, list: Operand): boolean {
  return isJsonArray(list) && list.some((candidate) => equal(item, candidate));
}
