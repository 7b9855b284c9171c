import { describe, expect, test } from 'vitest';
import { fittedView, viewShowing, wholeView, zoomedView } from './viewport.ts';

const shown = { width: 600, height: 500 };

describe('the view of the graph', () => {
  test('a small graph is centred and not blown up', () => {
    expect(fittedView({ width: 200, height: 100 }, shown)).toEqual({ scale: 1, x: 180, y: 200 });
  });

  test('a large graph is shown from its top at a size that can be read', () => {
    expect(fittedView({ width: 300, height: 20_000 }, shown)).toMatchObject({ scale: 0.35, y: 24 });
    expect(wholeView({ width: 300, height: 20_000 }, shown).scale).toBeCloseTo(452 / 20_000);
  });

  test('what lies under the pointer stays there while one zooms', () => {
    const view = { scale: 1, x: 10, y: 20 };
    const pointer = { x: 110, y: 220 };
    const zoomed = zoomedView(view, 2, pointer);
    expect(zoomed).toEqual({ scale: 2, x: -90, y: -180 });
    expect(100 * zoomed.scale + zoomed.x).toBe(pointer.x);
  });

  test('a box is brought into view with the smallest move', () => {
    const view = { scale: 1, x: 0, y: 0 };
    expect(viewShowing(view, { x: 100, y: 100, width: 50, height: 50 }, shown)).toBe(view);
    expect(viewShowing(view, { x: 100, y: 900, width: 50, height: 50 }, shown)).toMatchObject({ x: 0, y: -474 });
  });
});
