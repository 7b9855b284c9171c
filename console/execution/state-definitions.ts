/** All states of a definition by name, nested ones included: names are unique in a whole state machine. */

export interface StateDefinition {
  readonly Type?: string;
  readonly Resource?: string;
  readonly QueryLanguage?: string;
}

interface Scope {
  readonly States?: Readonly<Record<string, NestingState>>;
}

interface NestingState extends StateDefinition {
  readonly Branches?: readonly Scope[];
  readonly ItemProcessor?: Scope;
  readonly Iterator?: Scope;
}

/** Empty for a text that is no definition. */
export function stateDefinitions(definition: string): ReadonlyMap<string, StateDefinition> {
  return collected(parse(definition));
}

/** The index of the Parallel's branch that has the state somewhere in it; 0 where there is none. */
export function branchOf(definition: string, parallel: string, state: string): number {
  const { Branches = [] } = collected(parse(definition)).get(parallel) ?? {};
  return Math.max(
    0,
    Branches.findIndex((branch) => collected(branch).has(state)),
  );
}

/** The machine's own states, in the order of the definition: those one can begin at. */
export function outerStateNames(definition: string): readonly string[] {
  return Object.keys(parse(definition).States ?? {});
}

/** The language of the state's expressions: its own, or that of the machine. */
export function queryLanguageOf(definition: string, state: string): string {
  const machine = parse(definition);
  return collected(machine).get(state)?.QueryLanguage ?? machine.QueryLanguage ?? 'JSONPath';
}

function collected(scope: Scope, into = new Map<string, NestingState>()): ReadonlyMap<string, NestingState> {
  for (const [name, state] of Object.entries(scope.States ?? {})) {
    into.set(name, state);
    const { Branches = [], ItemProcessor, Iterator } = state;
    for (const inner of [...Branches, ItemProcessor, Iterator]) if (inner !== undefined) collected(inner, into);
  }
  return into;
}

function parse(definition: string): Scope & { readonly QueryLanguage?: string } {
  try {
    return JSON.parse(definition) as Scope;
  } catch {
    return {};
  }
}
