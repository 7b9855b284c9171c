/** All states of a definition by name, nested ones included: names are unique in a whole state machine. */

export interface StateDefinition {
  readonly Type?: string;
  readonly Resource?: string;
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
  const states = new Map<string, StateDefinition>();
  collect(parse(definition), states);
  return states;
}

function collect({ States = {} }: Scope, into: Map<string, StateDefinition>): void {
  for (const [name, state] of Object.entries(States)) {
    into.set(name, state);
    const { Branches = [], ItemProcessor, Iterator } = state;
    for (const scope of [...Branches, ItemProcessor, Iterator]) if (scope !== undefined) collect(scope, into);
  }
}

function parse(definition: string): Scope {
  try {
    return JSON.parse(definition) as Scope;
  } catch {
    return {};
  }
}
