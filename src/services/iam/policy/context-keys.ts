/** The condition keys that a policy asks for, in conditions and in variables. */
import { parsePolicyDocument } from './document.ts';

const VARIABLE = /\$\{\s*([^},]+?)\s*(?:,[^}]*)?\}/g;

/**
 * Each once, as the policy spells it.
 * @throws PolicySyntaxError
 */
export function contextKeysOf(text: string): readonly string[] {
  const { statements } = parsePolicyDocument(text, 'identity');
  const keys = statements.flatMap(({ conditions, resources = [], notResources = [] }) => {
    const tests = Object.values(conditions);
    const texts = [...resources, ...notResources, ...tests.flatMap((test) => Object.values(test).flat())];
    return [...tests.flatMap(Object.keys), ...texts.flatMap(variablesOf)];
  });
  return [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()];
}

function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] as string).filter((name) => !/^[*?$]$/.test(name));
}
