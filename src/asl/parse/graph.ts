/** The graph of one scope: every target exists, every state is reached, and there is an end (measured on AWS, asl.md section 1). */
import type { State } from '../definition.ts';
import { report, type StateSource } from './state-source.ts';

interface ScopeGraph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export function checkGraph(source: StateSource, { startAt, states }: ScopeGraph): void {
  if (!states.has(startAt)) report(source, `Missing 'Next' target: ${startAt}`, 'StartAt', 'MISSING_TRANSITION_TARGET');
  for (const [name, state] of states) {
    for (const { target, at } of state.targets) {
      if (!states.has(target)) {
        report(source, `Missing 'Next' target: ${target}`, `States/${name}/${at}`, 'MISSING_TRANSITION_TARGET');
      }
    }
  }
  // without an end nothing is said of what is not reached (measured)
  if ([...states.values()].some(({ terminal }) => terminal)) return checkReachable(source, { startAt, states });
  const message = 'Workflow has no terminal state';
  source.diagnostics.push({ severity: 'ERROR', code: 'MISSING_END_STATE', message, location: null });
}

function checkReachable(source: StateSource, { startAt, states }: ScopeGraph): void {
  const reached = reachable(startAt, states);
  for (const name of states.keys()) {
    if (!reached.has(name)) {
      report(source, `State "${name}" is not reachable.`, `States/${name}`, 'MISSING_TRANSITION_TARGET');
    }
  }
}

function reachable(startAt: string, states: ReadonlyMap<string, State>): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [startAt];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { target } of states.get(name)?.targets ?? []) pending.push(target);
  }
  return reached;
}
