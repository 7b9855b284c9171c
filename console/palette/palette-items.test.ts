import { expect, test } from 'vitest';
import { findItems, type PaletteItem } from './palette-items.ts';

const item = (text: string, kind = 'Page'): PaletteItem => ({ id: text, text, kind, target: '/' });
const items = [
  item('Create function', 'Action'),
  item('Functions'),
  item('CloseCaseFunction', 'Function'),
  item('Roles'),
];
const found = (typed: string) => findItems(items, typed).map(({ text }) => text);

test('everything is offered before anything is typed', () => expect(found('')).toHaveLength(4));

test('what begins with it comes first, then what has a word that does', () => {
  expect(found('fun')).toEqual(['Functions', 'Create function', 'CloseCaseFunction']);
});

test('words may stand in any order, and the kind counts', () =>
  expect(found('action func')).toEqual(['Create function']));

test('nothing fits what is nowhere', () => expect(found('xyz')).toEqual([]));
