/**
 * A second evaluator of policies, written from AWS's user guide without a look at the first: slow, plain, and the judge of it.
 * It takes documents as JSON values, looks at one statement after the other, and turns wildcards into regular expressions.
 */
import type { Principal } from '../../../base/service.ts';

type Values = string | number | boolean | readonly (string | number | boolean)[];

export interface NaiveStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, Values>>;
  readonly NotPrincipal?: '*' | Readonly<Record<string, Values>>;
  readonly Action?: Values;
  readonly NotAction?: Values;
  readonly Resource?: Values;
  readonly NotResource?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

export interface NaiveRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** By name in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** In the order in which they win. */
const OUTCOMES = ['deny', 'direct', 'allow', 'delegate', 'none'] as const;
type Outcome = (typeof OUTCOMES)[number];

export function naiveDecision(version: string, statements: readonly NaiveStatement[], request: NaiveRequest): Outcome {
  const outcomes = statements.map((statement) => outcomeOf(version, statement, request));
  return OUTCOMES.find((outcome) => outcomes.includes(outcome)) ?? 'none';
}

function outcomeOf(version: string, statement: NaiveStatement, request: NaiveRequest): Outcome {
  const whom = whomOf(statement, request.principal);
  if (whom === 'none' || !isAbout(version, statement, request)) return 'none';
  return statement.Effect === 'Deny' ? 'deny' : whom;
}

function whomOf({ Principal: who, NotPrincipal: notWho }: NaiveStatement, principal: Principal): Outcome {
  if (who !== undefined) return naming(who, principal);
  if (notWho === undefined) return 'allow';
  return naming(notWho, principal) === 'none' ? 'allow' : 'none';
}

function naming(who: '*' | Readonly<Record<string, Values>>, principal: Principal): Outcome {
  const list = who === '*' ? ['*'] : textsOf(who['AWS'] ?? []);
  if (principal.type === 'service') {
    const services = who === '*' ? [] : textsOf(who['Service'] ?? []);
    return list.includes('*') || services.includes(principal.arn) ? 'allow' : 'none';
  }
  if (list.includes(principal.arn)) return 'direct';
  if (list.includes('*') || list.includes(principal.roleArn ?? 'nobody')) return 'allow';
  const accounts = [principal.account, `arn:aws:iam::${principal.account}:root`];
  return accounts.some((account) => list.includes(account)) ? 'delegate' : 'none';
}

function isAbout(version: string, statement: NaiveStatement, { action, resource, context }: NaiveRequest): boolean {
  const isAction = (pattern: string) => new RegExp(`^${wild(pattern)}$`, 'is').test(action);
  const isResource = (pattern: string) => {
    const regex = wild(pattern, version === '2012-10-17' ? context : undefined);
    return regex !== undefined && new RegExp(`^${regex}$`, 's').test(resource);
  };
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  if (Action !== undefined && !textsOf(Action).some(isAction)) return false;
  if (NotAction !== undefined && textsOf(NotAction).some(isAction)) return false;
  if (Resource !== undefined && !textsOf(Resource).some(isResource)) return false;
  if (NotResource !== undefined && textsOf(NotResource).some(isResource)) return false;
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const [key, values] of Object.entries(keys)) {
      if (!holds(version, operator, textsOf(values), context, context[key.toLowerCase()] ?? [])) return false;
    }
  }
  return true;
}

function holds(
  version: string,
  operator: string,
  expected: readonly string[],
  context: NaiveRequest['context'],
  actual: readonly string[],
): boolean {
  if (operator === 'Null') return expected.some((text) => (actual.length === 0) === (text === 'true'));
  const [, set, name = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const isNegative = name.includes('Not');
  if (actual.length === 0) {
    if (ifExists !== undefined || set === 'ForAllValues:') return true;
    return set === undefined && isNegative;
  }
  const test = (value: string) =>
    expected.some((text) => compare(name.replace('Not', ''), value, text, version, context)) !== isNegative;
  if (set === 'ForAllValues:') return actual.every(test);
  if (set === 'ForAnyValue:') return actual.some(test);
  return isNegative ? actual.every(test) : actual.some(test);
}

function compare(
  name: string,
  actual: string,
  expected: string,
  version: string,
  context: NaiveRequest['context'],
): boolean {
  const known = version === '2012-10-17' ? context : undefined;
  switch (name) {
    case 'StringEquals':
      return resolve(expected, known) === actual;
    case 'StringEqualsIgnoreCase':
      return resolve(expected, known)?.toLowerCase() === actual.toLowerCase();
    case 'StringLike': {
      const regex = wild(expected, known);
      return regex !== undefined && new RegExp(`^${regex}$`, 's').test(actual);
    }
    case 'ArnEquals':
    case 'ArnLike': {
      const part = String.raw`((?:\$\{[^}]*\}|[^:])*)`;
      const sixParts = new RegExp(`^${`${part}:`.repeat(5)}(.*)$`, 's');
      const split = (arn: string) => sixParts.exec(arn)?.slice(1);
      const [mine = [], theirs = ['nothing']] = [split(actual), split(expected)];
      return theirs.every((part, i) => {
        const regex = wild(part, known);
        return regex !== undefined && i in mine && new RegExp(`^${regex}$`, 's').test(mine[i] as string);
      });
    }
    case 'Bool':
      return actual.toLowerCase() === expected.toLowerCase();
    case 'NumericEquals':
      return Number(actual) === Number(expected);
    case 'NumericLessThan':
      return Number(actual) < Number(expected);
    case 'NumericGreaterThanEquals':
      return Number(actual) >= Number(expected);
    case 'DateLessThan':
      return Date.parse(actual) < Date.parse(expected);
    case 'DateGreaterThanEquals':
      return Date.parse(actual) >= Date.parse(expected);
    case 'IpAddress':
      return isInside(actual, expected);
    default:
      throw new Error(`the naive evaluator does not know ${name}`);
  }
}

function isInside(address: string, network: string): boolean {
  const bitsOf = (ip: string) =>
    ip
      .split('.')
      .map((byte) => Number(byte).toString(2).padStart(8, '0'))
      .join('');
  const [base = '', length = '32'] = network.split('/');
  return bitsOf(address).startsWith(bitsOf(base).slice(0, Number(length)));
}

/** A regular expression; undefined when a variable has no value. Without `known` nothing is a variable. */
function wild(pattern: string, known?: NaiveRequest['context']): string | undefined {
  let regex = '';
  for (const [piece] of pattern.matchAll(/\$\{[^}]*\}|[\s\S]/g)) {
    if (known !== undefined && piece.startsWith('${') && piece.endsWith('}')) {
      const value = variable(piece.slice(2, -1), known);
      if (value === undefined) return undefined;
      regex += literally(value);
    } else if (piece.length > 1) regex += [...piece].map((char) => wild(char)).join('');
    else regex += piece === '*' ? '.*' : piece === '?' ? '.' : literally(piece);
  }
  return regex;
}

function resolve(text: string, known: NaiveRequest['context'] | undefined): string | undefined {
  if (known === undefined) return text;
  let isWhole = true;
  const resolved = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = variable(name, known);
    if (value === undefined) isWhole = false;
    return value ?? '';
  });
  return isWhole ? resolved : undefined;
}

function variable(text: string, known: NaiveRequest['context']): string | undefined {
  if (['*', '?', '$'].includes(text)) return text;
  const [name = '', fallback] = text.split(/,\s*/);
  const values = known[name.trim().toLowerCase()];
  return values?.length === 1 ? values[0] : fallback?.replace(/^'|'$/g, '');
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function textsOf(values: Values): readonly string[] {
  return (Array.isArray(values) ? values : [values]).map(String);
}
