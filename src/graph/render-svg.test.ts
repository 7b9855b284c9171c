import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json.ts';
import { CALL_CENTER, CATCHERS, NESTED_MAP } from './definitions.testing.ts';
import { colourOf, cssColourOf, type Paint, type Theme } from './draw/colours.ts';
import { type DrawingOptions, drawGraph, transitionKey } from './draw/draw-graph.ts';
import type { Group } from './draw/shapes.ts';
import { STATUS_FACES, type StateStatus } from './draw/status.ts';
import { layoutGraph } from './layout.ts';
import { graphOf } from './model/read-scope.ts';
import { randomDefinition } from './random-definitions.testing.ts';
import { renderSvg } from './render-svg.ts';

function groupsOf(definition: Json, options: DrawingOptions = {}): readonly Group[] {
  return drawGraph(layoutGraph(graphOf(definition)), options).groups;
}

function groupOf(groups: readonly Group[], name: string): Group {
  return groups.find(({ kind, stateName }) => stateName === name && kind !== 'toggle')!;
}

function paintsOf({ shapes }: Group): readonly (Paint | undefined)[] {
  return shapes.flatMap((shape) => [shape.fill, 'stroke' in shape ? shape.stroke?.paint : undefined]);
}

describe('a state', () => {
  test.each(Object.keys(STATUS_FACES) as StateStatus[])('that is %s has its colour, a mark, and says so', (status) => {
    const group = groupOf(groupsOf(CALL_CENTER, { statuses: new Map([['Open Case', status]]) }), 'Open Case');
    expect(paintsOf(group)).toContain(STATUS_FACES[status].fill);
    expect(paintsOf(group)).toContain(STATUS_FACES[status].paint);
    expect(group.description).toBe(`Open Case, Lambda: OpenCaseFunction, ${STATUS_FACES[status].words}`);
  });

  test('that is selected has a ring, and only that one', () => {
    const groups = groupsOf(CALL_CENTER, { selectedState: 'Fail' });
    expect(groups.filter((group) => paintsOf(group).includes('selection'))).toEqual([groupOf(groups, 'Fail')]);
  });

  test('that no path leads to has a dashed border', () => {
    const groups = groupsOf({ StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } });
    const dashes = (name: string) =>
      groupOf(groups, name).shapes.flatMap((shape) => ('stroke' in shape && shape.stroke?.dashes ? [shape] : []));
    expect(dashes('A')).toEqual([]);
    expect(dashes('B')).toHaveLength(1);
  });

  test('with a note has room for it', () => {
    const group = groupOf(groupsOf(CALL_CENTER, { notes: new Map([['Open Case', '335 ms']]) }), 'Open Case');
    const texts = group.shapes.flatMap((shape) => (shape.shape === 'text' ? [shape.text] : []));
    expect(texts).toEqual(['Open Case', expect.stringMatching(/^Lambda: Open.*…$/), '335 ms']);
  });

  test('that holds others has a toggle when asked for', () => {
    const toggles = groupsOf(NESTED_MAP, { hasToggles: true }).filter(({ kind }) => kind === 'toggle');
    expect(toggles.map(({ description }) => description)).toEqual([
      'Collapse Each order',
      'Collapse Both',
      'Collapse Each item',
    ]);
    expect(groupsOf(NESTED_MAP).some(({ kind }) => kind === 'toggle')).toBe(false);
  });
});

describe('the way an execution went', () => {
  const takenCount = (options: DrawingOptions) =>
    groupsOf(CATCHERS, options).filter(
      ({ kind, shapes }) =>
        kind === 'edge' && shapes.some((shape) => 'stroke' in shape && shape.stroke?.width === 2.25),
    ).length;

  test('is highlighted from the start to the end', () => {
    const ways = [
      [undefined, 'Validate'],
      ['Validate', 'Charge'],
      ['Charge', 'Ship'],
      ['Ship', undefined],
    ] as const;
    const transitions = new Set(ways.map(([from, to]) => transitionKey(from, to)));
    expect(takenCount({ transitions })).toBe(4);
    expect(takenCount({})).toBe(0);
  });

  test('goes along the Catcher when the state caught an error', () => {
    const transitions = new Set([transitionKey('Ship', 'Refund')]);
    expect(takenCount({ transitions, statuses: new Map([['Ship', 'caught']]) })).toBe(1);
    expect(takenCount({ transitions, statuses: new Map([['Ship', 'succeeded']]) })).toBe(0);
  });
});

describe('the SVG file', () => {
  test('has no styles, no links and no references', () => {
    const svg = renderSvg(CALL_CENTER, { statuses: new Map([['Open Case', 'running']]) });
    expect(svg).not.toMatch(/<style|href|url\(|var\(|<script/);
  });

  test('has the colours of its theme', () => {
    const fill = (theme: Theme) => `fill="${colourOf('node', theme)}"`;
    expect(renderSvg(CALL_CENTER)).toContain(fill('light'));
    expect(renderSvg(CALL_CENTER, { theme: 'dark' })).toContain(fill('dark'));
    expect(renderSvg(CALL_CENTER, { theme: 'dark' })).not.toContain(fill('light'));
  });

  test('shows names that are markup, or cannot be written in XML, as text', () => {
    const svg = renderSvg({ States: { '<script>"&\u0000\ud800': { Type: 'Pass' } } });
    expect(svg).toContain('&lt;script&gt;&quot;&amp;');
    expect(svg).not.toMatch(/<script|\u0000|\p{Surrogate}/u);
  });

  test('is well-formed for any definition', () => {
    fc.assert(
      fc.property(randomDefinition, (definition) => {
        const svg = renderSvg(definition);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        expect(openTagsOf(svg)).toEqual([]);
      }),
    );
  });
});

test('in a page each colour can be set by a style sheet', () => {
  expect(cssColourOf('node', 'dark')).toBe(`var(--graph-node, ${colourOf('node', 'dark')})`);
  expect(cssColourOf('none', 'dark')).toBe('none');
});

/** The tags that are not closed, or not in the right order. */
function openTagsOf(svg: string): readonly string[] {
  const open: string[] = [];
  for (const [, closing, tag = '', empty] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (closing && open.pop() !== tag) return [...open, tag];
    if (!closing && !empty) open.push(tag);
  }
  return open;
}
