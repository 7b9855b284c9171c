/** A definition made up from a history, for a picture of an execution whose definition nobody brought: the states and ways it took. */
import type { Visit } from '../execution/visits.ts';

interface SketchedState {
  readonly Type: string;
  Next?: string;
  End?: true;
  Choices?: { readonly Next: string }[];
  Branches?: SketchedScope[];
  ItemProcessor?: SketchedScope;
}

interface SketchedScope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, SketchedState>>;
}

export function definitionOfHistory(visits: readonly Visit[]): string {
  return JSON.stringify(scopeOf(visits, undefined) ?? { States: {} });
}

/** The states directly in the Parallel or Map of that name; all times it was entered lie on top of each other. */
function scopeOf(visits: readonly Visit[], container: string | undefined): SketchedScope | undefined {
  const inside = visits.filter((visit) => visit.container?.name === container);
  if (inside[0] === undefined) return undefined;
  const states: Record<string, SketchedState> = {};
  for (const { name, type } of inside) states[name] ??= { Type: type, ...innerOf(visits, name, type) };
  for (const run of runs(inside)) {
    run.forEach(({ name, type }, i) => {
      const next = run[i + 1]?.name;
      if (next === undefined || next === name) states[name]!.End ??= true;
      else lead(states[name]!, type, next);
    });
  }
  for (const state of Object.values(states))
    if (state.Next !== undefined || state.Choices !== undefined) delete state.End;
  return { StartAt: inside[0].name, States: states };
}

function innerOf(visits: readonly Visit[], name: string, type: string): Partial<SketchedState> {
  const inner = scopeOf(visits, name);
  if (inner === undefined) return {};
  return type === 'Map' ? { ItemProcessor: inner } : { Branches: [inner] };
}

function lead(state: SketchedState, type: string, next: string): void {
  if (type !== 'Choice') {
    state.Next ??= next;
    return;
  }
  state.Choices ??= [];
  if (!state.Choices.some(({ Next }) => Next === next)) state.Choices.push({ Next: next });
}

/** One after the other: each iteration by itself. */
function runs(visits: readonly Visit[]): readonly (readonly Visit[])[] {
  const byPlace = new Map<string, Visit[]>();
  for (const visit of visits) {
    const place = `${visit.container?.id} ${visit.iterations.map(({ index }) => index).join()}`;
    const run = byPlace.get(place);
    if (run === undefined) byPlace.set(place, [visit]);
    else run.push(visit);
  }
  return [...byPlace.values()];
}
