/**
 * Seventh step of the layout: the horizontal pieces of the edges in one gap between two layers, each on a track of its own where
 * they would touch. Pieces that lead to the same place are one.
 */

/** All edges of a gap that lead to one place. */
export interface Crossbar {
  /** Where lines come in from above or below the gap, or go out there. */
  readonly tops: readonly number[];
  readonly bottoms: readonly number[];
}

const CLEARANCE = 8;
/** Two vertical pieces on top of each other read as one line, which is worse than some crossings. */
const COST_OF_OVERLAP = 10;

interface Span extends Crossbar {
  readonly left: number;
  readonly right: number;
}

export interface Tracks {
  /** By crossbar, counted from above; undefined where it is a single vertical line. */
  readonly trackOf: readonly (number | undefined)[];
  readonly trackCount: number;
}

export function assignTracks(crossbars: readonly Crossbar[]): Tracks {
  const spans = crossbars.map(spanOf);
  const horizontal = spans.map((_, index) => index).filter((index) => spans[index]!.left < spans[index]!.right);
  const order = fromTopToBottom(spans, horizontal);
  const trackOf: (number | undefined)[] = spans.map(() => undefined);
  let trackCount = 0;
  order.forEach((index, place) => {
    let track = 0;
    for (const other of order.slice(0, place)) {
      if (touches(spans[index]!, spans[other]!)) track = Math.max(track, trackOf[other]! + 1);
    }
    trackOf[index] = track;
    trackCount = Math.max(trackCount, track + 1);
  });
  return { trackOf, trackCount };
}

function spanOf({ tops, bottoms }: Crossbar): Span {
  const all = [...tops, ...bottoms];
  return { tops, bottoms, left: Math.min(...all), right: Math.max(...all) };
}

function touches(a: Span, b: Span): boolean {
  return a.left < b.right + CLEARANCE && a.right > b.left - CLEARANCE;
}

/** Each after those that had better lie above it; where that goes round in a circle, the walk cuts it where it meets it. */
function fromTopToBottom(spans: readonly Span[], horizontal: readonly number[]): readonly number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    for (const other of horizontal) if (belongsAbove(spans[other]!, spans[index]!)) visit(other);
    order.push(index);
  };
  for (const index of horizontal.toSorted((a, b) => spans[a]!.left - spans[b]!.left)) visit(index);
  return order;
}

function belongsAbove(a: Span, b: Span): boolean {
  return touches(a, b) && costOf(a, b) < costOf(b, a);
}

/** What it costs to have one crossbar above another one. */
function costOf(upper: Span, lower: Span): number {
  let cost = 0;
  for (const x of upper.bottoms) if (x >= lower.left && x <= lower.right) cost++;
  for (const x of lower.tops) if (x >= upper.left && x <= upper.right) cost++;
  for (const x of upper.bottoms) {
    if (lower.tops.some((top) => Math.abs(top - x) < CLEARANCE)) cost += COST_OF_OVERLAP;
  }
  return cost;
}
