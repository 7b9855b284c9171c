/**
 * The door to the npm package `jsonata`: parsing, evaluating, and its table of functions. It publishes neither that table nor
 * the hooks it calls around each step with types; this file is the only one that knows.
 */
import jsonata from 'jsonata';
import type { RegexEngine } from './regular-expression.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** Called before and after every node; a promise holds the evaluation up. */
export interface Hooks {
  entry(node: SyntaxNode, input: unknown, environment: Environment): void | Promise<void>;
  exit(node: SyntaxNode, result: unknown): void | Promise<void>;
}

export interface Environment {
  lookup(name: string): unknown;
  /** What times without a date are completed from. */
  timestamp: Date;
}

/** What `this` is in a function. */
export interface Focus {
  readonly environment: Environment;
  /** A sequence of one item is that item, an empty one is nothing. */
  createSequence(...first: unknown[]): unknown[];
}

export type Implementation = (this: Focus, ...parameters: never[]) => unknown;

export interface FunctionDefinition {
  readonly _jsonata_function: true;
  readonly implementation: Implementation;
  readonly signature?: unknown;
}

export interface ParsedExpression {
  readonly tree: SyntaxNode;
  evaluate(
    bindings: Readonly<Record<string, unknown>>,
    hooks: Hooks,
    engine: new (source: RegExp) => RegexEngine,
  ): Promise<unknown>;
}

/** What the library throws: not always an Error. */
export interface LibraryError {
  readonly code?: string;
  readonly message?: string;
}

const ENTRY = Symbol.for('jsonata.__evaluate_entry') as unknown as string;
const EXIT = Symbol.for('jsonata.__evaluate_exit') as unknown as string;
/** The variable that holds the hooks of one evaluation: no expression can name it. */
const HOOKS = ' hooks';

/** @throws LibraryError, SyntaxError of a regular expression, RangeError when the text is nested too deeply */
export function parse(text: string, limits: { readonly depth: number; readonly sequence: number }): ParsedExpression {
  const options: jsonata.JsonataOptions = { stack: limits.depth, sequence: limits.sequence };
  const expression = jsonata(text, options);
  const hooksOf = (environment: Environment) => environment.lookup(HOOKS) as Hooks;
  expression.assign(ENTRY, (node: SyntaxNode, input: unknown, environment: Environment) =>
    hooksOf(environment).entry(node, input, environment),
  );
  expression.assign(EXIT, (node: SyntaxNode, _input: unknown, environment: Environment, result: unknown) =>
    hooksOf(environment).exit(node, result),
  );
  return {
    tree: expression.ast() as unknown as SyntaxNode,
    evaluate(bindings, hooks, engine) {
      // the evaluation takes it over before it first waits, so that several side by side do not mix
      options.RegexEngine = engine as unknown as RegExpConstructor;
      return expression.evaluate(undefined, { ...bindings, [HOOKS]: hooks });
    },
  };
}

/** The definitions of functions with these names; those given with a signature are made with it first. */
export function functionDefinitions(
  names: readonly string[],
  signatures: Readonly<Record<string, string>>,
): ReadonlyMap<string, FunctionDefinition> {
  const probe = jsonata('0');
  const definitions = new Map<string, FunctionDefinition>();
  for (const [name, signature] of Object.entries(signatures)) probe.registerFunction(name, () => undefined, signature);
  probe.assign(ENTRY, (_node: SyntaxNode, _input: unknown, environment: Environment) => {
    for (const name of names) definitions.set(name, environment.lookup(name) as FunctionDefinition);
  });
  // the first step is taken before the call returns
  void probe.evaluate(undefined);
  return definitions;
}
