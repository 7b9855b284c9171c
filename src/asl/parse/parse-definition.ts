/** From the text of a definition to a machine ready to run, or to everything that is wrong with it. */
import { isJsonObject, type Json, type JsonObject, JsonSyntaxError, parseJson } from '../../base/json.ts';
import { SECONDS_MAX } from '../../base/limits.ts';
import type { Machine, MachineType, State } from '../definition.ts';
import { STATE_KINDS } from '../states/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type QueryLanguage, STATE_FIELDS, STATE_TYPES, type StateType } from './fields.ts';
import { checkGraph } from './graph.ts';
import { assignedBefore } from './read-assign.ts';
import {
  readInteger,
  readObject,
  readText,
  refuseUnknown,
  report,
  requireFields,
  type StateSource,
} from './state-source.ts';

export type ParsedDefinition =
  | { readonly machine: Machine; readonly diagnostics: readonly Diagnostic[] }
  | { readonly machine: undefined; readonly diagnostics: readonly Diagnostic[] };

const STATE_NAME_LENGTH_MAX = 80;

/** How much of a text its syntax error repeats, as the service's JSON library does. */
const SOURCE_LENGTH_MAX = 500;

export function parseDefinition(text: string, machineType: MachineType = 'STANDARD'): ParsedDefinition {
  return parse(text, (parser, json) => parser.machine(json, machineType));
}

/** The definition of one state, as a machine of that state alone: whether there is anything where it leads is not asked. */
export function parseState(name: string, text: string): ParsedDefinition {
  return parse(text, (parser, json) => parser.stateAlone(name, json));
}

function parse(
  text: string,
  read: (parser: DefinitionParser, json: JsonObject) => Machine | undefined,
): ParsedDefinition {
  const diagnostics: Diagnostic[] = [];
  const json = parseText(text, diagnostics);
  if (json === undefined) return { machine: undefined, diagnostics };
  const machine = read(new DefinitionParser(diagnostics), json);
  return diagnostics.some(({ severity }) => severity === 'ERROR') || machine === undefined
    ? { machine: undefined, diagnostics }
    : { machine, diagnostics };
}

function parseText(text: string, diagnostics: Diagnostic[]): JsonObject | undefined {
  if (text.trim() === '') {
    diagnostics.push({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    });
    return undefined;
  }
  try {
    const json = parseJson(text);
    if (isJsonObject(json)) return json;
    diagnostics.push({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const location = `[Source: (String)${quoteSource(text)}; line: ${error.line}, column: ${error.column}]`;
    // the service has the place in the message as well (recorded)
    const message = `${error.message}\n at ${location}`;
    diagnostics.push({ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message, location });
  }
  return undefined;
}

function quoteSource(text: string): string {
  const left = text.length - SOURCE_LENGTH_MAX;
  return left > 0 ? `"${text.slice(0, SOURCE_LENGTH_MAX)}"[truncated ${left} chars]` : `"${text}"`;
}

/** Where in the definition something stands, and what that means for it. */
interface Place {
  readonly location: string;
  readonly machineType: MachineType;
  readonly outerVariables: ReadonlySet<string>;
}

class DefinitionParser {
  readonly #diagnostics: Diagnostic[];
  readonly #states = new Map<string, State>();
  readonly #labels = new Set<string>();
  readonly #references = new Map<string, readonly string[]>();
  #language: QueryLanguage = 'JSONPath';

  constructor(diagnostics: Diagnostic[]) {
    this.#diagnostics = diagnostics;
  }

  machine(json: JsonObject, machineType: MachineType): Machine | undefined {
    const place: Place = { location: '', machineType, outerVariables: new Set() };
    const source = this.#source('', json, place);
    this.#language = readLanguage(source, 'JSONPath');
    const timeoutSeconds = readInteger(source, 'TimeoutSeconds', { min: 0, max: SECONDS_MAX });
    readText(source, 'Version');
    const fields = ['TimeoutSeconds', 'Version', 'QueryLanguage'];
    const { startAt } = this.#scope(json, place, fields);
    return {
      startAt,
      states: this.#states,
      variableReferences: this.#references,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    };
  }

  stateAlone(name: string, json: JsonObject): Machine | undefined {
    const place: Place = { location: `/States/${name}`, machineType: 'STANDARD', outerVariables: new Set() };
    const state = this.#state(name, json, place, {});
    if (state === undefined) return undefined;
    this.#states.set(name, state);
    return { startAt: name, states: this.#states, variableReferences: this.#references };
  }

  /** A machine or a machine nested in a state. */
  #scope(json: JsonObject, place: Place, fields: readonly string[]): { readonly startAt: string } {
    const source = this.#source('', json, place);
    refuseUnknown(source, ['StartAt', 'States', 'Comment', ...fields]);
    if (!requireFields(source, 'States', 'StartAt')) return { startAt: '' };
    const startAt = readText(source, 'StartAt') ?? '';
    const states = readObject(source, 'States');
    if (states === undefined) return { startAt };
    const own = new Map<string, State>();
    for (const [name, state] of Object.entries(states)) {
      const parsed = this.#state(name, state, { ...place, location: `${place.location}/States/${name}` }, states);
      if (parsed === undefined) continue;
      if (this.#states.has(name)) {
        report(source, `Duplicate State name: ${name}`, `States/${name}`, 'DUPLICATE_STATE_NAME');
      }
      own.set(name, parsed);
      this.#states.set(name, parsed);
    }
    if (own.size === Object.keys(states).length) checkGraph(source, { startAt, states: own });
    return { startAt };
  }

  /** `scope` is the states it stands among. */
  #state(name: string, json: Json, place: Place, scope: JsonObject): State | undefined {
    if (!isJsonObject(json)) {
      report({ ...place, diagnostics: this.#diagnostics }, 'Expected value of type Object');
      return undefined;
    }
    const untyped = this.#source(name, json, place, scope);
    if (name.length === 0 || name.length > STATE_NAME_LENGTH_MAX) {
      report(untyped, `State name must have a length between 1 and ${STATE_NAME_LENGTH_MAX}`);
    }
    if (!requireFields(untyped, 'Type')) return undefined;
    const type = json['Type'] as StateType;
    if (!STATE_TYPES.includes(type)) {
      report(untyped, `The field 'Type' should have one of these values: [${STATE_TYPES.join(', ')}]`);
      return undefined;
    }
    const source = { ...untyped, language: readLanguage(untyped, this.#language) };
    if (this.#language === 'JSONata' && source.language === 'JSONPath') {
      report(source, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    }
    refuseFields(source, type);
    const state = STATE_KINDS[type].parse(source);
    if (source.references.size > 0) this.#references.set(name, [...source.references].sort());
    return state;
  }

  #source(name: string, json: JsonObject, place: Place, scope: JsonObject = {}): StateSource {
    const { location, machineType, outerVariables } = place;
    return {
      name,
      json,
      location,
      part: '',
      language: this.#language,
      machineType,
      outerVariables,
      references: new Set(),
      diagnostics: this.#diagnostics,
      labels: this.#labels,
      nested: (inner, at, { fields = [], ownVariables = false, machineType: innerType = machineType } = {}) => {
        const innerPlace: Place = {
          location: `${location}/${at}`,
          machineType: innerType,
          outerVariables: new Set(ownVariables ? [] : [...outerVariables, ...assignedBefore(scope, name)]),
        };
        if (isJsonObject(inner)) return this.#scope(inner, innerPlace, fields);
        report({ ...innerPlace, diagnostics: this.#diagnostics }, 'Expected value of type Object');
        return { startAt: '' };
      },
    };
  }
}

function readLanguage(source: StateSource, inherited: QueryLanguage): QueryLanguage {
  const value = source.json['QueryLanguage'];
  if (value === undefined) return inherited;
  if (value === 'JSONPath' || value === 'JSONata') return value;
  report(source, "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]");
  return inherited;
}

function refuseFields(source: StateSource, type: StateType): void {
  const fields = STATE_FIELDS[type];
  for (const field of Object.keys(source.json)) {
    const languages = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (languages === undefined) report(source, `Field '${field}' is not supported`);
    else if (languages !== 'both' && languages !== source.language) {
      const message = `The QueryLanguage is set to '${source.language}', but field '${field}' is only supported for the '${languages}' QueryLanguage`;
      report(source, message);
    }
  }
}
