/** The variables a state sees: what the states before it assigned, in its own scope and in those around it. */
import type { Visit } from './visits.ts';

/** JSON texts by name, as they were when the state was entered. */
export function variablesBefore(visit: Visit, visits: readonly Visit[]): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const other of visits) {
    const isBefore = other.id < visit.id && other.exitedMs !== undefined && other.exitedMs <= visit.enteredMs;
    if (isBefore && isSeenFrom(visit, other)) Object.assign(variables, other.assigned);
  }
  return variables;
}

/** At the end of what is there so far, in the scope of the machine itself. */
export function variablesAtEnd(visits: readonly Visit[]): Readonly<Record<string, string>> {
  const outermost = visits.filter(({ container }) => container === undefined);
  return Object.assign({}, ...outermost.map(({ assigned }) => assigned));
}

/** One text of an object, its members as they came. */
export function variablesText(variables: Readonly<Record<string, string>>): string {
  return `{${Object.entries(variables)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;
}

function isSeenFrom(visit: Visit, { container, iterations }: Visit): boolean {
  const isSameIteration = iterations.every(({ index }, depth) => visit.iterations[depth]?.index === index);
  for (let around: Visit | undefined = visit; around !== undefined; around = around.container)
    if (around.container === container) return isSameIteration;
  return false;
}
