import { expect, test } from 'vitest';
import { Table } from './table.ts';

test('columns are as wide as their widest cell, and no line ends in blanks', () => {
  const rows = [
    ['a', '1', 'x'],
    ['longer', '10', ''],
  ];
  const table = new Table([{ heading: 'Name' }, { heading: 'N', align: 'right' }, { heading: 'Rest' }], rows);
  expect([table.heading(), table.rule(), ...rows.map((row) => table.row(row))]).toEqual([
    'Name     N  Rest',
    '────────────────',
    'a        1  x',
    'longer  10',
  ]);
});

test('a cell is styled with its padding, so that what cannot be seen takes no room', () => {
  const table = new Table([{ heading: 'A', width: 3 }, { heading: 'B' }]);
  expect(table.row(['x', 'y'], (cell, column) => (column === 0 ? `<${cell}>` : cell))).toBe('<x  >  y');
});
