/** How strongly the two ends of a piece of an edge want to stand one above the other. */
import type { FlatEdge } from './flat-graph.ts';
import type { Vertex } from './layered-graph.ts';

/** Within a line that passes several layers. */
const OF_LINE = 8;
/** Of a rule's label and what it leads to, and of two states one of which simply follows the other. */
const OF_FOLLOWER = 3;
/** Of a line that ends or begins at a state, and of a state and the labels below it. */
const OF_BRANCH = 1;
/** What Catchers and loops do should not bend the way onwards. */
const OF_ASIDE = 0.5;

interface Piece {
  readonly edge: FlatEdge;
  readonly climbs: boolean;
  readonly from: Vertex;
  readonly to: Vertex;
}

export function pullOf({ edge, climbs, from, to }: Piece): number {
  if (from.kind === 'pass' && to.kind === 'pass') return OF_LINE;
  if (edge.isCatch || climbs) return OF_ASIDE;
  if (from.kind === 'label') return OF_FOLLOWER;
  return from.kind === 'node' && to.kind === 'node' ? OF_FOLLOWER : OF_BRANCH;
}

/** Where two columns could not become one, a line should still be nearly straight; everything else counts alike. */
export function pullBetweenColumns(pull: number): number {
  return pull === OF_LINE ? pull : Math.min(pull, OF_BRANCH);
}
