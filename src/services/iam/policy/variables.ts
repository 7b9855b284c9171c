/** Policy variables: `${aws:username}`, with a default `${aws:PrincipalTag/team, 'none'}`, and the literals `${*}`, `${?}`, `${$}`. */
import { type Glob, globOf, withoutWildcards } from './glob.ts';

/** The values of a condition key, by its name in lower case; undefined when the request has none. */
export type ConditionContext = (key: string) => readonly string[] | undefined;

const VARIABLE = /\$\{([^}]*)\}/g;

export function hasVariables(text: string): boolean {
  return text.includes('${');
}

/**
 * A glob whose variables match themselves only; undefined when one has no value, which matches nothing.
 * @param literal what becomes of the text between variables
 */
export function substitute(pattern: string, context: ConditionContext, literal = globOf): Glob | undefined {
  let glob = '';
  let from = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    const value = valueOfVariable(match[1] as string, context);
    if (value === undefined) return undefined;
    glob += literal(pattern.slice(from, match.index)) + withoutWildcards(value);
    from = match.index + match[0].length;
  }
  return glob + literal(pattern.slice(from));
}

function valueOfVariable(variable: string, context: ConditionContext): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const comma = variable.indexOf(',');
  const key = (comma < 0 ? variable : variable.slice(0, comma)).trim().toLowerCase();
  const values = context(key);
  if (values?.length === 1) return values[0];
  return comma < 0 ? undefined : /^\s*'(.*)'\s*$/.exec(variable.slice(comma + 1))?.[1];
}
