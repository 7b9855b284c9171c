/** Sixth step of the layout: where along a state's lower side each edge leaves, and along its upper side each kind comes in. */
import type { LayeredGraph, Route, Vertex } from './layered-graph.ts';

const SPACE_BETWEEN_PORTS = 48;
const SPACE_BETWEEN_PORTS_MIN = 14;
/** The part of a side that ports are spread over. */
const SPREAD = 0.7;
/** Between a port and the corner of its state. */
const CORNER = 14;
/** Between where the edges of Catchers come in and the middle, where the others do. */
const CATCH_ENTRY = 24;

export interface Ports {
  /** By index of the edge. */
  readonly leaving: readonly number[];
  readonly entering: readonly number[];
}

export function placePorts({ nodes, routes }: LayeredGraph): Ports {
  const leaving = routes.map(() => 0);
  const bySource = groupedBy(routes, ({ hops }) => hops[0]!.from);
  for (const node of nodes) {
    const indices = bySource.get(node) ?? [];
    const targets = indices.map((index) => routes[index]!.hops[0]!.to.x);
    const order = indices.map((_, i) => i).sort((a, b) => targets[a]! - targets[b]!);
    const sorted = order.map((i) => targets[i]!);
    leavingPorts(node, sorted).forEach((x, place) => {
      leaving[indices[order[place]!]!] = x;
    });
  }

  const entering = routes.map(() => 0);
  for (const [node, indices] of groupedBy(routes, ({ hops }) => hops.at(-1)!.to)) {
    const caught = indices.filter((index) => routes[index]!.edge.isCatch);
    const isMixed = caught.length > 0 && caught.length < indices.length;
    const comesFrom = caught.reduce((sum, index) => sum + routes[index]!.hops.at(-1)!.from.x - node.x, 0);
    const catchEntry = isMixed ? node.x + (comesFrom < 0 ? -CATCH_ENTRY : CATCH_ENTRY) : node.x;
    for (const index of indices) entering[index] = routes[index]!.edge.isCatch ? catchEntry : node.x;
  }
  return { leaving, entering };
}

function groupedBy(routes: readonly Route[], endOf: (route: Route) => Vertex): ReadonlyMap<Vertex, readonly number[]> {
  const groups = new Map<Vertex, number[]>();
  routes.forEach((route, index) => {
    const group = groups.get(endOf(route)) ?? [];
    group.push(index);
    groups.set(endOf(route), group);
  });
  return groups;
}

/** Spread evenly, then each moved right above what it leads to where it may go there without touching the next one. */
function leavingPorts({ x, width }: Vertex, targets: readonly number[]): readonly number[] {
  const count = targets.length;
  const step = count > 1 ? Math.min(SPACE_BETWEEN_PORTS, (width * SPREAD) / (count - 1)) : 0;
  const ports = targets.map((_, place) => Math.round(x + (place - (count - 1) / 2) * step));
  const [first, last] = [x - width / 2 + CORNER, x + width / 2 - CORNER];
  targets.forEach((target, place) => {
    const least = place === 0 ? first : ports[place - 1]! + SPACE_BETWEEN_PORTS_MIN;
    const most = place === count - 1 ? last : ports[place + 1]! - SPACE_BETWEEN_PORTS_MIN;
    if (target >= least && target <= most) ports[place] = target;
  });
  return ports;
}
