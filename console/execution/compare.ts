/** Two executions side by side: which visits of states belong together, and what is different about them. */
import type { StateStatus } from '../../src/graph/index.ts';
import { indentJson } from '../ui/json-view.tsx';
import { variablesText } from './variables.ts';
import type { Visit } from './visits.ts';

export type Aspect = 'path' | 'status' | 'input' | 'output' | 'variables';

export interface Pair {
  /** Unique among the pairs. */
  readonly key: string;
  readonly name: string;
  readonly first: Visit | undefined;
  readonly second: Visit | undefined;
  /** In the order of `Aspect`; empty when both went alike. */
  readonly differences: readonly Aspect[];
}

/** In the order of the first execution, with what only the second one did after what came before it there. */
export function pairVisits(first: readonly Visit[], second: readonly Visit[]): readonly Pair[] {
  const [ofFirst, ofSecond] = [keyed(first), keyed(second)];
  const pairs = new Map<string, Pair>();
  const waiting = [...ofSecond];
  const takeOnlySecond = (until: string | undefined) => {
    while (waiting.length > 0 && waiting[0]![0] !== until) {
      const [key, visit] = waiting.shift()!;
      if (!ofFirst.has(key)) pairs.set(key, pairOf(key, undefined, visit));
    }
    waiting.shift();
  };
  const places = new Map([...ofSecond.keys()].map((key, place) => [key, place]));
  let taken = 0;
  for (const [key, visit] of ofFirst) {
    const place = places.get(key);
    // Branches and iterations come in any order; only what lies ahead is caught up with.
    if (place !== undefined && place >= taken) {
      takeOnlySecond(key);
      taken = place + 1;
    }
    pairs.set(key, pairOf(key, visit, ofSecond.get(key)));
  }
  takeOnlySecond(undefined);
  return [...pairs.values()];
}

/** By state, iteration, and how often it was entered there. */
function keyed(visits: readonly Visit[]): ReadonlyMap<string, Visit> {
  const counts = new Map<string, number>();
  return new Map(
    visits.map((visit) => {
      const place = JSON.stringify([visit.name, ...visit.iterations.map(({ index }) => index)]);
      const count = counts.get(place) ?? 0;
      counts.set(place, count + 1);
      return [`${place} ${count}`, visit];
    }),
  );
}

function pairOf(key: string, first: Visit | undefined, second: Visit | undefined): Pair {
  const name = (first ?? second)!.name;
  if (first === undefined || second === undefined) return { key, name, first, second, differences: ['path'] };
  const differs: Readonly<Record<Aspect, boolean>> = {
    path: false,
    status: first.status !== second.status,
    input: isDifferent(first.input, second.input),
    output: isDifferent(first.output, second.output),
    variables: isDifferent(variablesText(first.assigned), variablesText(second.assigned)),
  };
  const differences = (Object.keys(differs) as Aspect[]).filter((aspect) => differs[aspect]);
  return { key, name, first, second, differences };
}

function isDifferent(first: string | undefined, second: string | undefined): boolean {
  return first !== second && indentJson(first ?? '') !== indentJson(second ?? '');
}

/** Where the two went apart. */
export function firstDivergence(pairs: readonly Pair[]): Pair | undefined {
  return pairs.find(({ differences }) => differences.length > 0);
}

/** By name of the state, for the graph with both paths. */
export function comparedStatuses(pairs: readonly Pair[]): ReadonlyMap<string, StateStatus> {
  const statuses = new Map<string, StateStatus>();
  for (const { name, first, second, differences } of pairs) {
    const [inFirst, inSecond] = [first !== undefined, second !== undefined];
    const status = inFirst && inSecond ? (differences.length > 0 ? 'differs' : 'alike') : inFirst ? 'first' : 'second';
    const before = statuses.get(name);
    statuses.set(name, before === undefined || before === status ? status : 'differs');
  }
  return statuses;
}
