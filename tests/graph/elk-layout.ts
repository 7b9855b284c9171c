/** ELK's layout of one scope under the rules our own keeps, to compare with. It is a development dependency of that test alone. */

import ElkConstructor from 'elkjs/lib/elk.bundled.js';
import type { ELK as Elk, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { FlatGraph, FlatRoute } from '../../src/graph/layered/flat-graph.ts';

const elk: Elk = new (ElkConstructor as unknown as new () => Elk)();

/** What any layered picture of a workflow has: downwards, in right angles, labels on their lines. */
const LAYERED: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
};

export const ELK_RULES = {
  'its own defaults': {},
  /** Loops found by walking from the start, targets in the order of the definition, loops come in from above. */
  'our reading rules': {
    'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.layered.feedbackEdges': 'true',
  },
} as const satisfies Readonly<Record<string, LayoutOptions>>;

export async function elkRoutes(graph: FlatGraph, rules: LayoutOptions): Promise<readonly FlatRoute['points'][]> {
  const root: ElkNode = {
    id: 'scope',
    layoutOptions: { ...LAYERED, ...rules },
    children: graph.nodes.map(({ width, height, isEnd }, index) => ({
      id: `n${index}`,
      width,
      height,
      layoutOptions: {
        ...(index === 0 && { 'elk.layered.layering.layerConstraint': 'FIRST' }),
        ...(isEnd && { 'elk.layered.layering.layerConstraint': 'LAST' }),
      },
    })),
    edges: graph.edges.map(({ from, to, labelWidth }, index) => ({
      id: `e${index}`,
      sources: [`n${from}`],
      targets: [`n${to}`],
      labels:
        labelWidth === 0
          ? []
          : [{ text: 'label', width: labelWidth, height: 18, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }],
    })),
  };
  const placed = await elk.layout(root);
  return (placed.edges ?? []).map(({ sections = [] }) =>
    sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]),
  );
}
