/** One state of a definition while it is being parsed: typed reading of its fields, with diagnostics where they lie. */
import { isJsonArray, isJsonNumber, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { MachineType } from '../definition.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';
import type { QueryLanguage } from './fields.ts';

export interface StateSource {
  readonly name: string;
  readonly json: JsonObject;
  /** Where the state lies: `/States/A`, `/States/P/Branches[0]/States/B`. */
  readonly location: string;
  readonly language: QueryLanguage;
  /** Place of a part inside its state, `''` for the state itself: `Catch[0]`. */
  readonly part: string;
  /** Variables that its fields read, as far as it has been read. */
  readonly references: Set<string>;
  /** Variables of the machines around: they can be read here, not assigned. */
  readonly outerVariables: ReadonlySet<string>;
  /** The type of the executions the state runs in. */
  readonly machineType: MachineType;
  readonly diagnostics: Diagnostic[];
  /** Labels of the Maps read so far. */
  readonly labels: Set<string>;
  /** Parses a machine nested in the state; the location is relative to the state's. Returns the name of its first state. */
  readonly nested: (json: Json, at: string, machine?: NestedMachine) => { readonly startAt: string };
}

export interface NestedMachine {
  /** What it may have besides what every machine has. */
  readonly fields?: readonly string[];
  /** The type of its executions, when they are not the state's own. */
  readonly machineType?: MachineType;
  /** It does not see the variables around it. */
  readonly ownVariables?: boolean;
}

/** Part of a state that has fields of its own: a rule, a Retrier, a Catcher. */
export function within(source: StateSource, json: JsonObject, at: string): StateSource {
  const part = source.part === '' ? at : `${source.part}/${at}`;
  return { ...source, json, part, location: `${source.location}/${at}` };
}

export function report(
  source: Pick<StateSource, 'location' | 'diagnostics'>,
  message: string,
  at?: string,
  code: DiagnosticCode = 'SCHEMA_VALIDATION_FAILED',
): void {
  const location = at === undefined ? source.location || '/' : `${source.location}/${at}`;
  source.diagnostics.push({ severity: 'ERROR', code, message, location });
}

export function has(source: StateSource, field: string): boolean {
  return Object.hasOwn(source.json, field);
}

export function requireFields(source: StateSource, ...fields: string[]): boolean {
  const missing = fields.filter((field) => !has(source, field));
  if (missing.length > 0) report(source, `These fields are required: [${missing.join(', ')}]`);
  return missing.length === 0;
}

export function refuseUnknown(source: StateSource, known: readonly string[]): void {
  for (const field of Object.keys(source.json)) {
    if (!known.includes(field)) report(source, `Field '${field}' is not supported`);
  }
}

/** At most one of the fields may be there. */
export function exclusive(source: StateSource, ...fields: string[]): boolean {
  if (fields.filter((field) => has(source, field)).length < 2) return true;
  report(source, `There should only be one of the following fields: [${fields.join(', ')}]`);
  return false;
}

/** GUESS: AWS's sentence for a value of the wrong type is not recorded. */
function wrongType(source: StateSource, field: string, expected: string): undefined {
  report(source, `Expected value of type ${expected}`, field);
}

export function readText(source: StateSource, field: string): string | undefined {
  const value = source.json[field];
  if (value === undefined || typeof value === 'string') return value;
  return wrongType(source, field, 'String');
}

/** A text out of a list. */
export function readChoice<T extends string>(source: StateSource, field: string, choices: readonly T[]): T | undefined {
  const value = source.json[field];
  const choice = choices.find((candidate) => candidate === value);
  if (value !== undefined && choice === undefined) {
    report(source, `The field '${field}' should have one of these values: [${choices.join(', ')}]`);
  }
  return choice;
}

export function readBoolean(source: StateSource, field: string): boolean | undefined {
  const value = source.json[field];
  if (value === undefined || typeof value === 'boolean') return value;
  return wrongType(source, field, 'Boolean');
}

export function readObject(source: StateSource, field: string): JsonObject | undefined {
  const value = source.json[field];
  if (value === undefined || isJsonObject(value)) return value;
  return wrongType(source, field, 'Object');
}

export function readArray(source: StateSource, field: string): readonly Json[] | undefined {
  const value = source.json[field];
  if (value === undefined || isJsonArray(value)) return value;
  return wrongType(source, field, 'Array');
}

interface Range {
  readonly min: number;
  readonly max: number;
  /** How many decimals the limits are printed with. */
  readonly decimals?: number;
}

export function readInteger(source: StateSource, field: string, range: Range): number | undefined {
  const value = readNumber(source, field, range);
  if (value === undefined || Number.isInteger(value)) return value;
  return wrongType(source, field, 'Integer');
}

export function readNumber(source: StateSource, field: string, range: Range): number | undefined {
  const value = source.json[field];
  if (value === undefined) return undefined;
  if (!isJsonNumber(value)) return wrongType(source, field, 'Number');
  const number = Number(value);
  const { min, max, decimals = 0 } = range;
  if (number < min) report(source, `Minimum value is ${min.toFixed(decimals)}`, field);
  else if (number > max) report(source, `Maximum value is ${max.toFixed(decimals)}`, field);
  return number;
}
