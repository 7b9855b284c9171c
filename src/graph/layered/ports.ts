/** Sixth step of the layout: where along a state's lower side each edge leaves, and along its upper side each kind comes in. */
import { type Hop, hopsOf, type LayeredGraph, type Vertex } from './layered-graph.ts';

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
  /** By the hop that comes in. */
  readonly entering: ReadonlyMap<Hop, number>;
}

export function placePorts(graph: LayeredGraph): Ports {
  return { leaving: placeLeaving(graph), entering: placeEntering(graph) };
}

function placeLeaving({ nodes, routes }: LayeredGraph): readonly number[] {
  const leaving = routes.map(() => 0);
  const bySource = groupedBy(
    routes.map(({ hops }) => hops[0]!),
    ({ from }) => from,
  );
  for (const node of nodes) {
    const hops = (bySource.get(node) ?? []).toSorted((a, b) => a.to.x - b.to.x);
    const targets = hops.map(({ to }) => to.x);
    leavingPorts(node, targets).forEach((x, place) => {
      leaving[hops[place]!.edge] = x;
    });
  }
  return leaving;
}

function placeEntering(graph: LayeredGraph): ReadonlyMap<Hop, number> {
  const entering = new Map<Hop, number>();
  const isCatch = ({ edge }: Hop) => graph.routes[edge]!.edge.isCatch;
  const comingIn = hopsOf(graph).filter(({ to }) => to.kind === 'node');
  for (const [node, hops] of groupedBy(comingIn, ({ to }) => to)) {
    const caught = hops.filter(isCatch);
    const isMixed = caught.length > 0 && caught.length < hops.length;
    const side = caught.reduce((sum, { from }) => sum + from.x - node.x, 0) < 0 ? -1 : 1;
    const catchEntry = isMixed ? node.x + side * CATCH_ENTRY : node.x;
    for (const hop of hops) entering.set(hop, isCatch(hop) ? catchEntry : node.x);
  }
  return entering;
}

function groupedBy(hops: readonly Hop[], endOf: (hop: Hop) => Vertex): ReadonlyMap<Vertex, readonly Hop[]> {
  const groups = new Map<Vertex, Hop[]>();
  for (const hop of hops) {
    const group = groups.get(endOf(hop)) ?? [];
    group.push(hop);
    groups.set(endOf(hop), group);
  }
  return groups;
}

/** Spread evenly, then each moved right above what it leads to where it may go there without touching the next one. */
function leavingPorts(node: Vertex, targets: readonly number[]): readonly number[] {
  const { x, width } = node;
  const ports = evenlySpread(node, targets);
  const [first, last] = [x - width / 2 + CORNER, x + width / 2 - CORNER];
  targets.forEach((target, place) => {
    const least = place === 0 ? first : ports[place - 1]! + SPACE_BETWEEN_PORTS_MIN;
    const most = place === targets.length - 1 ? last : ports[place + 1]! - SPACE_BETWEEN_PORTS_MIN;
    if (target >= least && target <= most) ports[place] = target;
  });
  return ports;
}

/** Around the middle; if one goes straight down from there, it has the middle, and the others lie left and right of it. */
function evenlySpread({ x, width }: Vertex, targets: readonly number[]): number[] {
  const straight = targets.indexOf(x);
  const middle = straight === -1 ? (targets.length - 1) / 2 : straight;
  const sideCount = Math.max(middle, targets.length - 1 - middle);
  const step = Math.min(SPACE_BETWEEN_PORTS, (width * SPREAD) / 2 / Math.max(1, sideCount));
  return targets.map((_, place) => Math.round(x + (place - middle) * step));
}
