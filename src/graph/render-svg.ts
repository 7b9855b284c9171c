/** From a definition to the text of an SVG file, in one call. */
import type { Json } from '../base/json.ts';
import type { Theme } from './draw/colours.ts';
import { type DrawingOptions, drawGraph } from './draw/draw-graph.ts';
import { svgText } from './draw/svg-text.ts';
import { layoutGraph } from './layout.ts';
import { graphOf } from './model/read-scope.ts';

export interface SvgOptions extends DrawingOptions {
  readonly theme?: Theme;
}

/** Never throws: of an incomplete definition it draws what is there. */
export function renderSvg(definition: Json | undefined, { theme = 'light', ...options }: SvgOptions = {}): string {
  return svgText(drawGraph(layoutGraph(graphOf(definition)), options), theme);
}
