/** Compiled policies: what evaluation costs on the path of every task is a handful of string comparisons. */
import type { Principal } from '../../../base/service.ts';
import { type ConditionCheck, compileConditions } from './conditions.ts';
import { type PolicyDocument, type PolicyKind, parsePolicyDocument, type Statement } from './document.ts';
import { globMatcher, globMatches } from './glob.ts';
import { matchPrincipal, type PrincipalMatch } from './principals.ts';
import { type ConditionContext, hasVariables, substitute } from './variables.ts';

export interface AccessRequest {
  readonly principal: Principal;
  /** In lower case: actions are compared without regard to it. */
  readonly action: string;
  readonly resource: string;
  readonly context: ConditionContext;
}

export interface CompiledPolicy {
  readonly statements: readonly CompiledStatement[];
  /** True when nothing but action and resource decides: no conditions, no variables, no principals. */
  readonly isStatic: boolean;
}

export interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny';
  matches(request: AccessRequest): boolean;
  /** `exact` in identity policies, which name no principal. */
  principalMatch(principal: Principal): PrincipalMatch;
}

/** @throws PolicySyntaxError */
export function compilePolicy(text: string, kind: PolicyKind): CompiledPolicy {
  const document = parsePolicyDocument(text, kind);
  return {
    statements: document.statements.map((statement) => compileStatement(statement, document)),
    isStatic: kind === 'identity' && document.statements.every(isStatic),
  };
}

function isStatic({ conditions, resources = [], notResources = [] }: Statement): boolean {
  return Object.keys(conditions).length === 0 && ![...resources, ...notResources].some(hasVariables);
}

function compileStatement(statement: Statement, { version }: PolicyDocument): CompiledStatement {
  const withVariables = version === '2012-10-17';
  const actionMatches = compileActions(statement);
  const resourceMatches = compileResources(statement, withVariables);
  const conditions: ConditionCheck | undefined =
    Object.keys(statement.conditions).length === 0 ? undefined : compileConditions(statement.conditions, withVariables);
  return {
    effect: statement.effect,
    matches: (request) =>
      actionMatches(request.action) &&
      resourceMatches(request) &&
      (conditions === undefined || conditions(request.context)),
    principalMatch: compilePrincipals(statement),
  };
}

function compileActions({ actions, notActions }: Statement): (action: string) => boolean {
  const matchers = (actions ?? notActions ?? []).map((action) => globMatcher(action.toLowerCase()));
  const expected = actions !== undefined;
  return (action) => matchers.some((matches) => matches(action)) === expected;
}

/** A trust policy has no resources: its role is the only one. */
function compileResources(
  { resources, notResources }: Statement,
  withVariables: boolean,
): (request: AccessRequest) => boolean {
  const patterns = resources ?? notResources;
  if (patterns === undefined) return () => true;
  const matchers = patterns.map((pattern) => compileResource(pattern, withVariables));
  const expected = resources !== undefined;
  return (request) => matchers.some((matches) => matches(request)) === expected;
}

function compileResource(pattern: string, withVariables: boolean): (request: AccessRequest) => boolean {
  if (!withVariables || !hasVariables(pattern)) {
    const matches = globMatcher(pattern);
    return ({ resource }) => matches(resource);
  }
  return ({ resource, context }) => {
    const glob = substitute(pattern, context);
    return glob !== undefined && globMatches(glob, resource);
  };
}

function compilePrincipals({ principals, notPrincipals }: Statement): (principal: Principal) => PrincipalMatch {
  if (principals !== undefined) return (principal) => matchPrincipal(principals, principal);
  if (notPrincipals === undefined) return () => 'exact';
  return (principal) => (matchPrincipal(notPrincipals, principal) === 'none' ? 'exact' : 'none');
}
