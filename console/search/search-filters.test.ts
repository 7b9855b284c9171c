import { expect, test } from 'vitest';
import { readFilters, searchInput } from './search-filters.ts';

test('filters come from an address, and what makes no sense there is left out', () => {
  expect(
    readFilters({ text: 'order 7', status: ['FAILED', 'LOST'], sort: 'DURATION', ascending: true, from: 7, page: 2 }),
  ).toEqual({ text: 'order 7', status: ['FAILED'], sort: 'DURATION', ascending: true });
  expect(readFilters({ status: 'FAILED', sort: 'COLOUR' })).toEqual({});
});

test('they become a request, with times in seconds', () => {
  expect(searchInput({ name: 'a', from: '2026-11-24T10:00', sort: 'NAME', ascending: true })).toEqual({
    namePrefix: 'a',
    startedFrom: new Date('2026-11-24T10:00').getTime() / 1000,
    sortBy: 'NAME',
    sortOrder: 'ASCENDING',
  });
  expect(searchInput({})).toEqual({});
});
