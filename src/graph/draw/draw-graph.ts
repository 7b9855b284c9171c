/** The whole drawing: what a layout and an execution look like, as groups of shapes. */
import type { Layout, PlacedEdge, PlacedNode } from '../layout.ts';
import { drawEdges, drawLabel } from './draw-edge.ts';
import { drawScope, drawState, drawTerminal } from './draw-node.ts';
import type { Drawing, Group } from './shapes.ts';
import type { StateStatus } from './status.ts';

export interface DrawingOptions {
  /** By name of the state; states that are missing were not entered. */
  readonly statuses?: ReadonlyMap<string, StateStatus>;
  /** The ways an execution went, as `transitionKey` names them; their edges are highlighted. */
  readonly transitions?: ReadonlySet<string>;
  /** By name of the state: a few characters beside its second line, such as `335 ms`. */
  readonly notes?: ReadonlyMap<string, string>;
  readonly selectedState?: string | undefined;
  /** Whether each Parallel and Map gets a button that collapses or expands it. */
  readonly hasToggles?: boolean;
}

/** @param from undefined: the start of the scope of `to`; @param to undefined: the end of the scope of `from` */
export function transitionKey(from: string | undefined, to: string | undefined): string {
  return JSON.stringify([from, to]);
}

export function drawGraph(layout: Layout, options: DrawingOptions = {}): Drawing {
  const taken = takenEdges(layout, options);
  const [containers, others] = [true, false].map((isContainer) =>
    layout.nodes.filter((placed) => placed.isContainer === isContainer),
  ) as [PlacedNode[], PlacedNode[]];
  const scopes = new Map(layout.scopes.map((scope) => [scope.id, scope]));
  const withScopes = (container: PlacedNode): readonly Group[] => {
    const inside = container.node.kind === 'state' ? container.node.scopes : [];
    return [...drawNode(container, options), ...inside.map(({ id }) => drawScope(scopes.get(id)!))];
  };
  const [onTheWay, aside] = [true, false].map((isTaken) => layout.edges.filter((edge) => taken.has(edge) === isTaken));
  return {
    width: layout.width,
    height: layout.height,
    groups: [
      ...containers.flatMap(withScopes),
      ...byTarget(aside!).map((edges) => drawEdges(edges, false)),
      ...byTarget(onTheWay!).map((edges) => drawEdges(edges, true)),
      ...others.flatMap((node) => drawNode(node, options)),
      ...layout.edges.flatMap((edge) => (edge.label === undefined ? [] : [drawLabel(edge, edge.label)])),
    ],
  };
}

/** Catchers by themselves. */
function byTarget(edges: readonly PlacedEdge[]): readonly (readonly PlacedEdge[])[] {
  const groups = new Map<string, PlacedEdge[]>();
  for (const placed of edges) {
    const { to, kind } = placed.edge;
    const key = kind === 'catch' ? `${to} catch` : to;
    const group = groups.get(key) ?? [];
    group.push(placed);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function drawNode(placed: PlacedNode, options: DrawingOptions): readonly Group[] {
  const { node } = placed;
  if (node.kind !== 'state') return [drawTerminal(placed, node)];
  return drawState(placed, node, {
    status: options.statuses?.get(node.name),
    isSelected: options.selectedState === node.name,
    note: options.notes?.get(node.name) ?? '',
    hasToggle: options.hasToggles ?? false,
  });
}

/** Where a Catcher and a Next lead to the same state, the status tells which of them it was. */
function takenEdges(layout: Layout, { transitions, statuses }: DrawingOptions): ReadonlySet<PlacedEdge> {
  if (transitions === undefined) return new Set();
  const names = new Map(layout.nodes.map(({ node }) => [node.id, node.kind === 'state' ? node.name : undefined]));
  const onTheWay = layout.edges.filter(({ edge }) => {
    const from = names.get(edge.from);
    const wasCaught = from !== undefined && statuses?.get(from) === 'caught';
    const isRightKind = edge.kind === 'start' || (edge.kind === 'catch') === wasCaught;
    return isRightKind && transitions.has(transitionKey(from, names.get(edge.to)));
  });
  return new Set(onTheWay);
}
