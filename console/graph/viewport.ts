/** What part of the graph is on show: a scale and an offset, and the ways to change them. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point p of the graph is shown at p * scale + (x, y). */
export interface View extends Point {
  readonly scale: number;
}

const MARGIN_PX = 24;
/** On the right, for the buttons. */
const TOOLS_PX = 40;
const [SCALE_MIN, SCALE_MAX] = [0.05, 3];
/** A graph is not blown up beyond the size it was drawn for. */
const FITTED_SCALE_MAX = 1;
/** Below this nothing can be read: then the top is shown, and the rest is found by moving. */
const READABLE_SCALE = 0.35;

/** All of the graph, or of one too large to be read so, its top. */
export function fittedView(graph: Size, shown: Size): View {
  const scale = Math.min(FITTED_SCALE_MAX, Math.max(wholeScale(graph, shown), READABLE_SCALE));
  const height = graph.height * scale;
  return {
    scale,
    x: centred(graph.width * scale, shown.width - TOOLS_PX),
    y: height + 2 * MARGIN_PX <= shown.height ? centred(height, shown.height) : MARGIN_PX,
  };
}

/** Everything, however small. */
export function wholeView(graph: Size, shown: Size): View {
  const scale = Math.min(FITTED_SCALE_MAX, wholeScale(graph, shown));
  return {
    scale,
    x: centred(graph.width * scale, shown.width - TOOLS_PX),
    y: centred(graph.height * scale, shown.height),
  };
}

function wholeScale(graph: Size, shown: Size): number {
  const width = shown.width - 2 * MARGIN_PX - TOOLS_PX;
  return Math.min(width / graph.width, (shown.height - 2 * MARGIN_PX) / graph.height);
}

function centred(length: number, available: number): number {
  return (available - length) / 2;
}

/** Nearer or further, with what lies under `fixed` staying there. */
export function zoomedView(view: View, factor: number, fixed: Point): View {
  const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: fixed.x - (fixed.x - view.x) * ratio, y: fixed.y - (fixed.y - view.y) * ratio };
}

export function movedView(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Moved as little as it takes for the box to be on show. */
export function viewShowing(view: View, box: Point & Size, shown: Size): View {
  const along = (from: number, length: number, available: number) => {
    if (from < MARGIN_PX) return MARGIN_PX - from;
    return from + length > available - MARGIN_PX ? available - MARGIN_PX - from - length : 0;
  };
  const dx = along(box.x * view.scale + view.x, box.width * view.scale, shown.width);
  const dy = along(box.y * view.scale + view.y, box.height * view.scale, shown.height);
  return dx === 0 && dy === 0 ? view : movedView(view, dx, dy);
}
