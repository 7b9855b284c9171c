/** Policy documents: JSON text to statements, or AWS's words for what is wrong with it. */
import { isConditionOperator } from './conditions.ts';

/** `identity`: of a role; `trust`: who may assume a role; `resource`: of a resource. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

export interface PolicyDocument {
  readonly version: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals?: PrincipalSet;
  readonly notPrincipals?: PrincipalSet;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** By kind of principal: `AWS`, `Service`, `Federated`, `CanonicalUser`; the text `*` alone is `{ AWS: ['*'] }`. */
export type PrincipalSet = Readonly<Record<string, readonly string[]>>;

export class PolicySyntaxError extends Error {}

const VERSIONS = ['2008-10-17', '2012-10-17'];
const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const STATEMENT_MEMBERS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

type Members = Readonly<Record<string, unknown>>;

/** @throws PolicySyntaxError */
export function parsePolicyDocument(text: string, kind: PolicyKind): PolicyDocument {
  const document = parseMembers(text, kind);
  for (const name of Object.keys(document)) {
    if (name !== 'Version' && name !== 'Id' && name !== 'Statement') throw syntaxError();
  }
  const version = document['Version'] ?? '2008-10-17';
  if (typeof version !== 'string' || !VERSIONS.includes(version)) {
    throw new PolicySyntaxError('Policy document must be version 2012-10-17 or greater.');
  }
  const list = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']];
  if (list.length === 0) throw syntaxError();
  refuseRepeatedSids(list);
  return { version, statements: list.map((statement) => parseStatement(statement, kind)) };
}

function parseMembers(text: string, kind: PolicyKind): Members {
  try {
    const value: unknown = JSON.parse(text);
    if (isMembers(value)) return value;
  } catch {
    // answered below
  }
  // Recorded for a trust policy.
  throw kind === 'trust' ? new PolicySyntaxError('This policy contains invalid Json') : syntaxError();
}

function refuseRepeatedSids(statements: readonly unknown[]): void {
  const sids = statements.map((statement) => (isMembers(statement) ? statement['Sid'] : undefined)).filter(Boolean);
  if (new Set(sids).size < sids.length) {
    throw new PolicySyntaxError('Statement IDs (SID) in a single policy must be unique.');
  }
}

function parseStatement(value: unknown, kind: PolicyKind): Statement {
  if (!isMembers(value)) throw syntaxError();
  for (const name of Object.keys(value)) if (!STATEMENT_MEMBERS.has(name)) throw syntaxError();
  const effect = value['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw syntaxError();
  return {
    effect,
    ...parsePrincipals(value, kind),
    ...parseActions(value, kind),
    ...parseResources(value, kind),
    conditions: parseConditions(value['Condition']),
  };
}

function parsePrincipals(value: Members, kind: PolicyKind): Pick<Statement, 'principals' | 'notPrincipals'> {
  const { Principal: principal, NotPrincipal: notPrincipal } = value;
  if (kind === 'identity') {
    if (principal === undefined && notPrincipal === undefined) return {};
    throw new PolicySyntaxError('Policy document should not specify a principal.');
  }
  if (principal !== undefined) return { principals: parsePrincipalSet(principal) };
  if (notPrincipal !== undefined) return { notPrincipals: parsePrincipalSet(notPrincipal) };
  throw new PolicySyntaxError('Missing required field Principal');
}

function parsePrincipalSet(value: unknown): PrincipalSet {
  if (value === '*') return { AWS: ['*'] };
  if (!isMembers(value) || Object.keys(value).length === 0) throw syntaxError();
  for (const [name, texts] of Object.entries(value)) {
    for (const text of textsOf(texts)) {
      if (!PRINCIPAL_KINDS.includes(name) || !isPrincipal(name, text)) {
        throw new PolicySyntaxError(`Invalid principal in policy: "${name}":"${text}"`);
      }
    }
  }
  return Object.fromEntries(Object.entries(value).map(([name, texts]) => [name, textsOf(texts)]));
}

function isPrincipal(kind: string, text: string): boolean {
  if (kind === 'Service') return /^[a-z0-9.-]+\.[a-z0-9-]+$/i.test(text);
  // An id stands for a principal that was deleted.
  return (
    kind !== 'AWS' || text === '*' || /^\d{12}$/.test(text) || text.startsWith('arn:') || /^A[A-Z0-9]{15,}$/.test(text)
  );
}

function parseActions(value: Members, kind: PolicyKind): Pick<Statement, 'actions' | 'notActions'> {
  const { Action: action, NotAction: notAction } = value;
  if ((action === undefined) === (notAction === undefined)) {
    throw action === undefined ? new PolicySyntaxError('Policy statement must contain actions.') : syntaxError();
  }
  const actions = textsOf(action ?? notAction);
  for (const name of actions) {
    if (name !== '*' && !/^[\w-]+:[^\s:]+$/.test(name)) {
      throw new PolicySyntaxError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
    if (kind === 'trust' && !name.toLowerCase().startsWith('sts:')) {
      throw new PolicySyntaxError('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
  return action === undefined ? { notActions: actions } : { actions };
}

function parseResources(value: Members, kind: PolicyKind): Pick<Statement, 'resources' | 'notResources'> {
  const { Resource: resource, NotResource: notResource } = value;
  const given = resource ?? notResource;
  if (kind === 'trust') {
    if (given !== undefined) throw new PolicySyntaxError('Has prohibited field Resource.');
    return {};
  }
  if ((resource === undefined) === (notResource === undefined)) {
    throw given === undefined ? new PolicySyntaxError('Policy statement must contain resources.') : syntaxError();
  }
  const resources = textsOf(given);
  for (const text of resources) {
    if (text !== '*' && !text.startsWith('arn:') && !text.startsWith('*')) {
      throw new PolicySyntaxError(`Resource ${text} must be in ARN format or "*".`);
    }
  }
  return resource === undefined ? { notResources: resources } : { resources };
}

function parseConditions(value: unknown): Statement['conditions'] {
  if (value === undefined) return {};
  if (!isMembers(value)) throw syntaxError();
  const operators = Object.entries(value).map(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw new PolicySyntaxError(`Invalid Condition type : ${operator}.`);
    if (!isMembers(keys)) throw syntaxError();
    const texts = Object.entries(keys).map(([key, values]) => [key, scalarsOf(values)] as const);
    return [operator, Object.fromEntries(texts)] as const;
  });
  return Object.fromEntries(operators);
}

function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === 'string')) throw syntaxError();
  return list;
}

/** Condition values may be written as JSON numbers and booleans, too. */
function scalarsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') throw syntaxError();
    return String(item);
  });
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function syntaxError(): PolicySyntaxError {
  return new PolicySyntaxError('Syntax errors in policy.');
}
