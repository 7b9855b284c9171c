/** What the layered layout of one scope gets and gives: boxes of known size and the edges between them. In pixels. */

export interface FlatNode {
  readonly width: number;
  readonly height: number;
  /** Stands below all others. */
  readonly isEnd: boolean;
}

export interface FlatEdge {
  /** Indices of nodes. */
  readonly from: number;
  readonly to: number;
  /** 0: no label. */
  readonly labelWidth: number;
  /** Catchers. They give way to the others, and the two do not share lines. */
  readonly isCatch: boolean;
}

export interface FlatGraph {
  /** The first one is where to start from. */
  readonly nodes: readonly FlatNode[];
  readonly edges: readonly FlatEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface FlatLayout {
  readonly width: number;
  readonly height: number;
  /** Top left corners, by index of the node. */
  readonly nodes: readonly Point[];
  /** By index of the edge. */
  readonly edges: readonly FlatRoute[];
}

export interface FlatRoute {
  /** Corners of a line of horizontal and vertical pieces, from the source's lower side to the target's upper side. */
  readonly points: readonly Point[];
  /** Centre of the label. */
  readonly label: Point | undefined;
}
