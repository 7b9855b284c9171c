import { describe, expect, test } from 'vitest';
import { graphOf, layoutGraph } from '../../src/graph/index.ts';
import { directionOf, neighbour } from './walking.ts';

const layout = layoutGraph(
  graphOf({
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Next: 'Left' }, { Next: 'Right' }] },
      Left: { Type: 'Pass', Next: 'Both' },
      Right: { Type: 'Pass', Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } }],
        End: true,
      },
    },
  }),
);

const go = (from: string, key: string) => neighbour(layout, from, directionOf(key)!);

describe('walking through the graph', () => {
  test('down and up along the edges', () => {
    expect(go('/States/Choose', 'ArrowDown')).toBe('/States/Left');
    expect(go('/States/Both', 'ArrowUp')).toBe('/States/Left');
    expect(go('/States/Choose', 'ArrowUp')).toBeUndefined();
  });

  test('left and right to what stands beside', () => {
    expect(go('/States/Left', 'ArrowRight')).toBe('/States/Right');
    expect(go('/States/Right', 'ArrowLeft')).toBe('/States/Left');
    expect(go('/States/Left', 'ArrowLeft')).toBeUndefined();
  });

  test('down into a container that leads nowhere else, and up out of it', () => {
    expect(go('/States/Both', 'ArrowDown')).toBe('/States/Both/Branches/0/States/Inner');
    expect(go('/States/Both/Branches/0/States/Inner', 'ArrowUp')).toBe('/States/Both');
  });

  test('other keys are not for walking', () => expect(directionOf('a')).toBeUndefined());
});
