/** What `roles/NAME.json` says. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, stringifyJson } from '../../base/json.ts';
import { CommandError } from '../command-error.ts';
import { parseObject, type SourceText } from './folder.ts';

export interface RoleDocument {
  readonly name: string;
  readonly description: string;
  readonly trustPolicy: string;
  /** ARNs. */
  readonly managedPolicies: readonly string[];
  /** Documents by name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** The services that may assume the role. */
  readonly trusts: ReadonlySet<string>;
}

const MEMBERS = ['description', 'trustPolicy', 'managedPolicies', 'inlinePolicies'];

/** @throws CommandError naming the file and what is wrong with it */
export function parseRoleDocument(name: string, source: SourceText): RoleDocument {
  const json = parseObject(source);
  const fail = (problem: string): never => {
    throw new CommandError(`${source.file}: ${problem}`);
  };
  const unknown = Object.keys(json).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) fail(`has an unknown member "${unknown}"; known are ${MEMBERS.join(', ')}`);
  const { description = '', trustPolicy, managedPolicies = [], inlinePolicies = {} } = json;
  if (typeof description !== 'string') fail('description must be text');
  if (!isJsonObject(trustPolicy)) return fail('trustPolicy must be a policy document');
  if (!isTexts(managedPolicies)) return fail('managedPolicies must be a list of ARNs');
  if (!isJsonObject(inlinePolicies)) return fail('inlinePolicies must hold policy documents by name');
  return {
    name,
    description: description as string,
    trustPolicy: stringifyJson(trustPolicy),
    managedPolicies,
    inlinePolicies: Object.fromEntries(
      Object.entries(inlinePolicies).map(([policy, document]) => [policy, stringifyJson(document)]),
    ),
    trusts: trustedServices(trustPolicy),
  };
}

function trustedServices({ Statement }: JsonObject): ReadonlySet<string> {
  const principals = listOf(Statement).flatMap((statement) =>
    isJsonObject(statement) && isJsonObject(statement['Principal']) ? listOf(statement['Principal']['Service']) : [],
  );
  return new Set(principals.filter((service) => typeof service === 'string'));
}

/** In policies one of a thing stands for a list of it. */
function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
}

function isTexts(value: Json): value is readonly string[] {
  return isJsonArray(value) && value.every((item) => typeof item === 'string');
}
