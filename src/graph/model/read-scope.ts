/** From the JSON of a definition to its graph. Whatever is not there yet, because somebody is typing it, is left out. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { EdgeKind, GraphEdge, GraphNode, Scope } from './graph.ts';
import { catchLabel, ruleLabel } from './labels.ts';
import { iconOf, subtitleOf } from './state-face.ts';

/** What lies deeper is not drawn; nobody could read it, and the stack is finite. */
const SCOPE_DEPTH_MAX = 40;

/** Never throws, whatever JSON it gets. */
export function graphOf(definition: Json | undefined): Scope {
  return readScope(definition, '', 0);
}

function readScope(json: Json | undefined, id: string, depth: number): Scope {
  const { StartAt: startAt, States: statesJson } = objectOf(json);
  const states = Object.entries(objectOf(statesJson)).map(([name, state]) => ({
    name,
    id: `${id}/States/${escapePointer(name)}`,
    fields: objectOf(state),
  }));
  const [startId, endId] = [`${id}#start`, `${id}#end`];
  const idOfName = new Map(states.map((state) => [state.name, state.id]));
  const edges: GraphEdge[] = [];
  const connect = (from: string, { kind, target, label }: Exit) => {
    const to = target === THE_END ? endId : typeof target === 'string' ? idOfName.get(target) : undefined;
    if (to !== undefined) edges.push({ id: `${id}#edge${edges.length}`, kind, from, to, label });
  };
  connect(startId, { kind: 'start', target: startAt, label: '' });
  for (const state of states) for (const exit of exitsOf(state.fields)) connect(state.id, exit);

  const reachable = reachableFrom(startId, edges);
  const nodes: GraphNode[] = states.map((state) => ({
    kind: 'state',
    id: state.id,
    name: state.name,
    type: textOf(state.fields['Type']),
    subtitle: subtitleOf(state.fields),
    icon: iconOf(state.fields),
    isReachable: reachable.has(state.id),
    scopes: depth < SCOPE_DEPTH_MAX ? innerScopes(state.fields, state.id, depth + 1) : [],
  }));
  nodes.unshift({ kind: 'start', id: startId });
  if (edges.some(({ to }) => to === endId)) nodes.push({ kind: 'end', id: endId });
  return { id, nodes, edges };
}

const THE_END = Symbol('the end of the scope');

/** One way out of a state. */
interface Exit {
  readonly kind: EdgeKind;
  readonly target: Json | undefined | typeof THE_END;
  readonly label: string;
}

function exitsOf(state: JsonObject): readonly Exit[] {
  const catchers = listOf(state['Catch']).map(
    (catcher): Exit => ({ kind: 'catch', target: catcher['Next'], label: catchLabel(catcher) }),
  );
  return [...ownExits(state), ...catchers];
}

function ownExits(state: JsonObject): readonly Exit[] {
  switch (state['Type']) {
    case 'Choice': {
      const rules = listOf(state['Choices']).map(
        (rule): Exit => ({ kind: 'choice', target: rule['Next'], label: ruleLabel(rule) }),
      );
      return [...rules, { kind: 'default', target: state['Default'], label: 'Default' }];
    }
    case 'Succeed':
    case 'Fail':
      return [{ kind: 'end', target: THE_END, label: '' }];
    default:
      return state['End'] === true
        ? [{ kind: 'end', target: THE_END, label: '' }]
        : [{ kind: 'next', target: state['Next'], label: '' }];
  }
}

function innerScopes(state: JsonObject, id: string, depth: number): readonly Scope[] {
  switch (state['Type']) {
    case 'Parallel':
      return listOf(state['Branches']).map((branch, index) => readScope(branch, `${id}/Branches/${index}`, depth));
    case 'Map': {
      const field = ['ItemProcessor', 'Iterator'].find((name) => isJsonObject(state[name]));
      return field === undefined ? [] : [readScope(state[field], `${id}/${field}`, depth)];
    }
    default:
      return [];
  }
}

function reachableFrom(start: string, edges: readonly GraphEdge[]): ReadonlySet<string> {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const ofSource = targets.get(from) ?? [];
    ofSource.push(to);
    targets.set(from, ofSource);
  }
  const reached = new Set([start]);
  // A set hands out what is added while it is walked through.
  for (const id of reached) for (const to of targets.get(id) ?? []) reached.add(to);
  return reached;
}

function objectOf(json: Json | undefined): JsonObject {
  return isJsonObject(json) ? json : {};
}

/** Items that are no objects yet count as empty ones, so that the places of the others stay right. */
function listOf(json: Json | undefined): readonly JsonObject[] {
  return isJsonArray(json) ? json.map(objectOf) : [];
}

function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : '';
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
