/**
 * The graph of a state machine: pure, synchronous, for browsers and for `stepwell graph`. Three steps, each usable alone:
 *
 *     const graph = graphOf(definition);             // Json -> nodes and edges; never throws, leaves out what is incomplete
 *     const layout = layoutGraph(graph, { collapsed }); // -> places; depends on the definition only, so keep it while statuses change
 *     const drawing = drawGraph(layout, { statuses, transitions, notes, selectedState, hasToggles }); // -> groups of shapes
 *
 * `svgElement(shape, colour)` turns a shape into `{ tag, attributes, text }` with React's names of attributes:
 *
 *     drawing.groups.map(({ kind, id, shapes }) => <g key={kind + id}>{shapes.map((shape, i) => {
 *       const { tag: Tag, attributes, text } = svgElement(shape, (paint) => cssColourOf(paint, theme));
 *       return <Tag key={i} {...attributes}>{text}</Tag>; })}</g>)
 *
 * A group of kind `state`, `container` or `toggle` has the state's name, what a screen reader should say, and the box that takes
 * clicks and focus. `layout.nodes` and `layout.edges` serve for walking by keyboard, fitting and a minimap. Ids of states are JSON
 * pointers into the definition. `renderSvg(definition, { theme, statuses, ... })` does all steps and gives the text of an SVG file.
 */
export { colourOf, cssColourOf, type Paint, type Theme } from './draw/colours.ts';
export { type DrawingOptions, drawGraph, transitionKey } from './draw/draw-graph.ts';
export type { Drawing, Group, Shape } from './draw/shapes.ts';
export { STATUS_FACES, type StateStatus } from './draw/status.ts';
export { type SvgElement, svgElement } from './draw/svg-element.ts';
export { svgText } from './draw/svg-text.ts';
export {
  type Box,
  type Layout,
  type LayoutOptions,
  layoutGraph,
  type PlacedEdge,
  type PlacedLabel,
  type PlacedNode,
  type PlacedScope,
} from './layout.ts';
export type { EdgeKind, GraphEdge, GraphNode, Icon, Scope, StateNode, TerminalNode } from './model/graph.ts';
export { graphOf } from './model/read-scope.ts';
export { renderSvg, type SvgOptions } from './render-svg.ts';
