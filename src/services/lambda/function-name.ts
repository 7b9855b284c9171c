/**
 * The ways to name a function: its name, a partial or a full ARN, each with or without a qualifier. Refusals are recorded.
 */
import { formatArn } from '../../base/arn.ts';
import type { Call } from '../../base/service.ts';
import { invalidParameterValue, notInThisAccount, wrongRegion } from './errors.ts';

const REGION = '((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?';
const prefix = `(arn:(aws[a-zA-Z-]*)?:lambda:)?${REGION}(\\d{12}:)?(function:)?`;

/** As CreateFunction words it. */
export const NEW_FUNCTION_NAME_PATTERN = `${prefix}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`;
/** As all others do. */
export const FUNCTION_NAME_PATTERN = `${prefix}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
export const QUALIFIER_PATTERN = '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+';

const PARTS = new RegExp(
  `^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?<region>${REGION})(?:(?<account>\\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>[^:]+))?$`,
);

export interface FunctionName {
  readonly name: string;
  /** From the name or the parameter; undefined when the caller gave none. */
  readonly qualifier: string | undefined;
  /** Without a qualifier. */
  readonly arn: string;
}

export interface NamedFunction {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

/** @throws ServiceError when name and qualifier contradict each other, or the function cannot be of this region and account */
export function resolveName({ FunctionName, Qualifier }: NamedFunction, call: Call): FunctionName {
  const { region, account, name, qualifier } = partsOf(FunctionName);
  if (qualifier !== undefined && Qualifier !== undefined && qualifier !== Qualifier) {
    throw invalidParameterValue('The derived qualifier from the function name does not match the specified qualifier.');
  }
  if (region !== undefined && region !== call.region) throw wrongRegion(region, call.region);
  const arn = functionArn(name, call);
  if (account !== undefined && account !== call.account) throw notInThisAccount(FunctionName, call.account);
  return { name, qualifier: qualifier ?? Qualifier, arn };
}

/** Name and qualifier alone, unchecked. */
export function namesIn({ FunctionName, Qualifier }: NamedFunction): Pick<FunctionName, 'name' | 'qualifier'> {
  const { name, qualifier = Qualifier } = partsOf(FunctionName);
  return { name, qualifier };
}

/** The ARN that policies are asked about: with the caller's qualifier, and with region and account as the caller gave them. */
export function permissionArn({ FunctionName, Qualifier }: NamedFunction, call: Call): string {
  const { region = call.region, account = call.account, name, qualifier = Qualifier } = partsOf(FunctionName);
  return qualified(functionArn(name, { region, account }), qualifier);
}

/** The permission that most operations on one function take. */
export const permissionOn = (action: `lambda:${string}`) => (input: NamedFunction, call: Call) => [
  { action, resource: permissionArn(input, call) },
];

/** Of versions; everything else is the name of an alias. */
export function isVersionNumber(qualifier: string): boolean {
  return /^\d+$/.test(qualifier);
}

export function functionArn(name: string, { region, account }: { region: string; account: string }): string {
  return formatArn('lambda', region, account, `function:${name}`);
}

export function qualified(arn: string, qualifier: string | undefined): string {
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

function partsOf(text: string): { region?: string; account?: string; name: string; qualifier?: string } {
  const { region, account, name, qualifier } = PARTS.exec(text)?.groups ?? {};
  return {
    name: name ?? text,
    ...(region && { region: region.slice(0, -1) }),
    ...(account && { account }),
    ...(qualifier && { qualifier }),
  };
}
