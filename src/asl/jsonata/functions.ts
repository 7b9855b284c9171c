/** The functions an evaluation can call: the library's own, each counted, and ours in their place or beside them. */
import { ADDED_FUNCTIONS } from './added-functions.ts';
import { BOUNDED_FUNCTIONS } from './bounded-functions.ts';
import type { Budget } from './budget.ts';
import type { FunctionScope, OwnFunction } from './function-scope.ts';
import { type Focus, type FunctionDefinition, functionDefinitions, type Implementation } from './library.ts';

/** As the library has them. `$eval` is not among them: the service has none. */
const LIBRARY_FUNCTIONS = [
  ...['sum', 'count', 'max', 'min', 'average'],
  ...['string', 'substring', 'substringBefore', 'substringAfter', 'lowercase', 'uppercase', 'length', 'trim'],
  ...['contains', 'formatNumber', 'formatBase', 'formatInteger', 'parseInteger', 'base64encode', 'base64decode'],
  ...['encodeUrlComponent', 'encodeUrl', 'decodeUrlComponent', 'decodeUrl', 'fromMillis'],
  ...['number', 'floor', 'ceil', 'round', 'abs', 'sqrt', 'power', 'boolean', 'not', 'exists', 'type'],
  ...['map', 'filter', 'single', 'reduce', 'sift', 'each', 'zip', 'append', 'reverse'],
  ...['keys', 'lookup', 'merge', 'clone', 'error', 'assert'],
  ...['match', 'split', 'replace', 'pad', 'join', 'toMillis'],
];

/** Those that look at their arguments in their whole depth. */
const DEEP_FUNCTIONS = new Set(['string', 'clone', 'distinct', 'spread']);

const OWN_FUNCTIONS: ReadonlyMap<string, OwnFunction> = new Map(
  Object.entries({ ...ADDED_FUNCTIONS, ...BOUNDED_FUNCTIONS }),
);

const LIBRARY = functionDefinitions(LIBRARY_FUNCTIONS, {});
const SIGNATURES = functionDefinitions(
  [...OWN_FUNCTIONS.keys()],
  Object.fromEntries([...OWN_FUNCTIONS].map(([name, { signature }]) => [name, signature])),
);

export function isFunctionName(name: string): boolean {
  return name === 'eval' || OWN_FUNCTIONS.has(name) || LIBRARY.has(name);
}

/**
 * What the name of a function stands for in an evaluation; made anew for each, since the library writes into it. Undefined for
 * `$eval`: a call of nothing is `T1006: Attempted to invoke a non-function`.
 */
export function functionFor(name: string, scope: Omit<FunctionScope, 'library'>): FunctionDefinition | undefined {
  const own = OWN_FUNCTIONS.get(name);
  const definition = own === undefined ? LIBRARY.get(name) : SIGNATURES.get(name);
  if (definition === undefined) return undefined;
  const library = (wanted: string) => (LIBRARY.get(wanted) as FunctionDefinition).implementation;
  const implementation = own === undefined ? definition.implementation : own.make({ ...scope, library });
  return { ...definition, implementation: counted(name, implementation, scope.budget) };
}

/** Its arguments and its result cost what they are long. */
function counted(name: string, implementation: Implementation, budget: Budget): Implementation {
  const deep = DEEP_FUNCTIONS.has(name);
  const count = (result: unknown) => {
    budget.spendOn(result, { deep: false });
    return result;
  };
  const call = function (this: Focus, ...parameters: never[]) {
    for (const parameter of parameters) budget.spendOn(parameter, { deep });
    const result = implementation.apply(this, parameters);
    return result instanceof Promise ? result.then(count) : count(result);
  };
  // the library reads the names of parameters in a function's text, and their number
  return Object.defineProperties(call, {
    length: { value: implementation.length },
    toString: { value: () => String(implementation) },
  });
}
