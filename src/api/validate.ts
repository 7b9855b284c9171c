/**
 * Checks inputs against their shapes and words refusals as the framework of AWS's services does. A shape is compiled once
 * into a checker; a valid input costs one pass and no allocation.
 */
import { ServiceError, type ServiceName } from '../base/service.ts';
import type { ListShape, MapShape, NumberShape, Shape, StringShape, StructureShape } from '../base/shape.ts';
import { frameworkErrors } from './framework-errors.ts';

/** @throws ServiceError naming every violated constraint */
export type InputCheck = (input: unknown) => void;

export function inputCheck(service: ServiceName, shape: StructureShape): InputCheck {
  const { validation, hidesValues = false } = frameworkErrors[service];
  const check = structureCheck(shape);
  return (input) => {
    const violations: Violation[] = [];
    check(input, '', violations);
    if (violations.length === 0) return;
    const texts = violations.map((violation) => wordViolation(violation, hidesValues));
    const count = texts.length === 1 ? '1 validation error' : `${texts.length} validation errors`;
    throw new ServiceError(validation, `${count} detected: ${texts.join('; ')}`);
  };
}

interface Violation {
  /** `tags.1.member.key` */
  readonly path: string;
  readonly value: unknown;
  readonly constraint: Constraint;
  /** Of the value, where that decides how it is printed. */
  readonly shape?: Shape;
}

interface Constraint {
  readonly text: string;
  /** What is said instead where values are hidden. */
  readonly hiddenText?: string;
}

type Check = (value: unknown, path: string, violations: Violation[]) => void;

const NOT_NULL: Constraint = { text: 'Member must not be null' };

function wordViolation({ path, value, constraint, shape }: Violation, hidesValues: boolean): string {
  if (hidesValues)
    return `Value at '${path}' failed to satisfy constraint: ${constraint.hiddenText ?? constraint.text}`;
  const shown = value === undefined || value === null ? 'null' : `'${printValue(value, shape)}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint.text}`;
}

/** As Java prints lists and maps; bytes and dates are not repeated. */
function printValue(value: unknown, shape?: Shape): string {
  if (Array.isArray(value)) {
    const member = shape?.type === 'list' ? shape.member : undefined;
    return `[${value.map((item) => printValue(item, member)).join(', ')}]`;
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (shape?.type === 'structure' && shape.className !== undefined) return printObject(value, shape);
  const members = Object.entries(value).map(([name, member]) => `${name}=${printValue(member)}`);
  return `{${members.join(', ')}}`;
}

/** With all its members, given or not. */
function printObject(value: object, { className, members }: StructureShape): string {
  const given = value as Readonly<Record<string, unknown>>;
  return `${className}(${Object.keys(members)
    .map((name) => `${name}=${printValue(given[name] ?? null)}`)
    .join(', ')})`;
}

/** Undefined for a shape that every value of its type satisfies. */
function checkOf(shape: Shape): Check | undefined {
  switch (shape.type) {
    case 'string':
    case 'integer':
    case 'double':
      return scalarCheck(rulesOf(shape));
    case 'list':
      return listCheck(shape);
    case 'map':
      return mapCheck(shape);
    case 'structure':
      return structureCheck(shape);
    default:
      return undefined;
  }
}

function structureCheck(shape: StructureShape): Check {
  const members = Object.entries(shape.members).map(([name, member]) => ({
    name,
    label: name.charAt(0).toLowerCase() + name.slice(1),
    required: member.required === true,
    check: checkOf(member),
  }));
  return (value, path, violations) => {
    const structure = value as Readonly<Record<string, unknown>>;
    for (const { name, label, required, check } of members) {
      const member = structure[name];
      if (member === undefined || member === null) {
        if (required) violations.push({ path: join(path, label), value: undefined, constraint: NOT_NULL });
      } else if (check !== undefined) check(member, join(path, label), violations);
    }
  };
}

function join(path: string, label: string): string {
  return path === '' ? label : `${path}.${label}`;
}

interface Rule {
  readonly constraint: Constraint;
  allows(value: unknown): boolean;
}

function scalarCheck(rules: readonly Rule[], shape?: Shape): Check | undefined {
  if (rules.length === 0) return undefined;
  return (value, path, violations) => {
    for (const { constraint, allows } of rules) {
      if (!allows(value)) violations.push({ path, value, constraint, ...(shape && { shape }) });
    }
  };
}

function rulesOf(shape: StringShape | NumberShape): Rule[] {
  return shape.type === 'string' ? stringRules(shape) : numberRules(shape);
}

function stringRules({ min, max, pattern, enum: values }: StringShape): Rule[] {
  const rules = lengthRules(min, max);
  if (pattern !== undefined) {
    const regex = anchored(pattern);
    const constraint = { text: `Member must satisfy regular expression pattern: ${pattern}` };
    rules.push({ constraint, allows: (value) => regex.test(value as string) });
  }
  if (values !== undefined) {
    const allowed = new Set<unknown>(values);
    const hiddenText = 'Member must satisfy enum value set';
    const constraint = { text: `${hiddenText}: [${values.join(', ')}]`, hiddenText };
    rules.push({ constraint, allows: (value) => allowed.has(value) });
  }
  return rules;
}

function lengthRules(min: number | undefined, max: number | undefined): Rule[] {
  const rules: Rule[] = [];
  const lengthOf = (value: unknown) => (value as { readonly length: number }).length;
  if (max !== undefined) {
    const constraint = { text: `Member must have length less than or equal to ${max}` };
    rules.push({ constraint, allows: (value) => lengthOf(value) <= max });
  }
  if (min !== undefined) {
    const constraint = { text: `Member must have length greater than or equal to ${min}` };
    rules.push({ constraint, allows: (value) => lengthOf(value) >= min });
  }
  return rules;
}

function numberRules({ min, max }: NumberShape): Rule[] {
  const rules: Rule[] = [];
  if (max !== undefined) {
    const constraint = { text: `Member must have value less than or equal to ${max}` };
    rules.push({ constraint, allows: (value) => (value as number) <= max });
  }
  if (min !== undefined) {
    const constraint = { text: `Member must have value greater than or equal to ${min}` };
    rules.push({ constraint, allows: (value) => (value as number) >= min });
  }
  return rules;
}

/** The API references' patterns are Java's: some need Unicode mode (`\p{L}`), others have escapes that mode refuses. */
function anchored(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return new RegExp(`^(?:${pattern})$`);
  }
}

function listCheck(shape: ListShape): Check {
  const ownCheck = scalarCheck(lengthRules(shape.min, shape.max), shape);
  const memberCheck = isScalar(shape.member) ? scalarsCheck(rulesOf(shape.member)) : itemsCheck(shape.member);
  return (value, path, violations) => {
    ownCheck?.(value, path, violations);
    memberCheck(value, path, violations);
  };
}

/** Items that are structures or lists are named one by one. */
function itemsCheck(member: Shape): Check {
  const check = checkOf(member);
  return (value, path, violations) => {
    for (const [i, item] of (value as readonly unknown[]).entries()) {
      const itemPath = `${path}.${i + 1}.member`;
      if (item === undefined || item === null) violations.push({ path: itemPath, value: item, constraint: NOT_NULL });
      else check?.(item, itemPath, violations);
    }
  };
}

/** Items that are scalars are refused together: `Member must satisfy constraint: [..., Member must not be null]` (recorded). */
function scalarsCheck(rules: readonly Rule[]): Check {
  const constraint = nested('Member must satisfy constraint', [...rules.map((rule) => rule.constraint), NOT_NULL]);
  return (value, path, violations) => {
    for (const item of value as readonly unknown[]) {
      if (item !== undefined && item !== null && allowsAll(rules, item)) continue;
      violations.push({ path, value, constraint });
      return;
    }
  };
}

function mapCheck(shape: MapShape): Check {
  const ownRules = shape.max === undefined ? [] : [mapSizeRule(shape.max)];
  const keyRules = rulesOf(shape.key);
  const valueRules = isScalar(shape.value) ? rulesOf(shape.value) : [];
  const valueCheck = isScalar(shape.value) ? undefined : checkOf(shape.value);
  const ofKeys = nested(
    'Map keys must satisfy constraint',
    keyRules.map((rule) => rule.constraint),
  );
  const ofValues = nested(
    'Map value must satisfy constraint',
    valueRules.map((rule) => rule.constraint),
  );
  return (value, path, violations) => {
    scalarCheck(ownRules)?.(value, path, violations);
    const entries = Object.entries(value as object);
    if (!entries.every(([key]) => allowsAll(keyRules, key))) violations.push({ path, value, constraint: ofKeys });
    if (!entries.every(([, item]) => allowsAll(valueRules, item))) {
      violations.push({ path, value, constraint: ofValues });
    }
    if (valueCheck === undefined) return;
    for (const [key, item] of entries) if (item !== undefined) valueCheck(item, `${path}.${key}.member`, violations);
  };
}

function mapSizeRule(max: number): Rule {
  const constraint = { text: `Member must have length less than or equal to ${max}` };
  return { constraint, allows: (value) => Object.keys(value as object).length <= max };
}

function nested(introduction: string, constraints: readonly Constraint[]): Constraint {
  return { text: `${introduction}: [${constraints.map((constraint) => constraint.text).join(', ')}]` };
}

function allowsAll(rules: readonly Rule[], value: unknown): boolean {
  return rules.every((rule) => rule.allows(value));
}

function isScalar(shape: Shape): shape is StringShape | NumberShape {
  return shape.type === 'string' || shape.type === 'integer' || shape.type === 'double';
}
