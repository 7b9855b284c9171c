/** What a definition looks like as nodes and edges. Edges never leave their scope: a machine, a branch, an item processor. */

export type EdgeKind = 'start' | 'next' | 'choice' | 'default' | 'catch' | 'end';

/** What a node shows in its coloured field. */
export type Icon =
  | 'function'
  | 'service'
  | 'choice'
  | 'parallel'
  | 'map'
  | 'wait'
  | 'pass'
  | 'succeed'
  | 'fail'
  | 'unknown';

export interface TerminalNode {
  readonly kind: 'start' | 'end';
  readonly id: string;
}

export interface StateNode {
  readonly kind: 'state';
  /** The JSON pointer of the state in its definition: `/States/Open Case`. */
  readonly id: string;
  readonly name: string;
  /** As written, so possibly no type there is. */
  readonly type: string;
  /** `Lambda: OpenCaseFunction`, `Choice state` */
  readonly subtitle: string;
  readonly icon: Icon;
  /** Whether a path from the scope's StartAt leads here. */
  readonly isReachable: boolean;
  /** The branches of a Parallel, the item processor of a Map; else empty. */
  readonly scopes: readonly Scope[];
}

export type GraphNode = TerminalNode | StateNode;

export interface GraphEdge {
  /** Unique in the graph. */
  readonly id: string;
  readonly kind: EdgeKind;
  /** Ids of nodes of the same scope. */
  readonly from: string;
  readonly to: string;
  /** The condition in words, the errors of a Catcher; empty where the arrow says enough. */
  readonly label: string;
}

export interface Scope {
  /** The JSON pointer of the object that holds StartAt and States; empty for the machine itself. */
  readonly id: string;
  /** Start first; End last, when a state ends the scope. */
  readonly nodes: readonly GraphNode[];
  /** In the order of the definition. */
  readonly edges: readonly GraphEdge[];
}
