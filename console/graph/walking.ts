/** Walking from state to state with the arrow keys: up and down along the edges, left and right to what stands beside. */
import type { Layout, PlacedNode } from '../../src/graph/index.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

const DIRECTION_OF_KEY: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

export function directionOf(key: string): Direction | undefined {
  return DIRECTION_OF_KEY[key];
}

/** The id of the state one comes to; undefined where there is none that way. */
export function neighbour(layout: Layout, id: string, direction: Direction): string | undefined {
  const states = layout.nodes.filter(({ node }) => node.kind === 'state');
  const here = states.find(({ node }) => node.id === id);
  if (here === undefined) return undefined;
  if (direction === 'left' || direction === 'right') return beside(states, here, direction === 'right' ? 1 : -1);
  const ids = new Set(states.map(({ node }) => node.id));
  const along = layout.edges.map(({ edge }) => edge);
  const found =
    direction === 'down'
      ? (along.find(({ from, to }) => from === id && ids.has(to))?.to ?? firstInside(states, here))
      : along.find(({ from, to }) => to === id && ids.has(from))?.from;
  return found ?? vertically(states, here, direction === 'down' ? 1 : -1);
}

/** Into a container that leads nowhere else. */
function firstInside(states: readonly PlacedNode[], here: PlacedNode): string | undefined {
  if (!here.isContainer) return undefined;
  return states.find(({ node }) => node.id.startsWith(`${here.node.id}/`))?.node.id;
}

function beside(states: readonly PlacedNode[], here: PlacedNode, sign: 1 | -1): string | undefined {
  const overlaps = ({ y, height }: PlacedNode) => y < here.y + here.height && y + height > here.y;
  return nearest(
    states.filter((other) => (other.x - here.x) * sign > 0 && overlaps(other)),
    (other) => Math.abs(other.x - here.x),
  );
}

function vertically(states: readonly PlacedNode[], here: PlacedNode, sign: 1 | -1): string | undefined {
  return nearest(
    states.filter((other) => (other.y - here.y) * sign > 0),
    (other) => Math.abs(other.y - here.y) + Math.abs(other.x - here.x),
  );
}

function nearest(nodes: readonly PlacedNode[], distance: (node: PlacedNode) => number): string | undefined {
  const byDistance = [...nodes].sort((a, b) => distance(a) - distance(b));
  return byDistance[0]?.node.id;
}
