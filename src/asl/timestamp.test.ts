import { expect, test } from 'vitest';
import { compareTimestamps, parseTimestamp } from './timestamp.ts';

test.each<[string, string, number]>([
  ['2016-03-14T01:59:00Z', '2016-03-14T01:59:00.000Z', 0],
  ['2012-10-09T19:00:55+01:00', '2012-10-09T18:00:55.000Z', 0],
  ['2012-10-09T19:00:55-05:30', '2012-10-10T00:30:55.000Z', 0],
  ['2024-02-29T23:59:59.123456789Z', '2024-02-29T23:59:59.123Z', 456_789],
  ['0050-01-01T00:00:00Z', '0050-01-01T00:00:00.000Z', 0],
])('%s is %s and %d nanoseconds', (text, iso, nanos) => {
  expect(parseTimestamp(text)).toEqual({ epochMs: Date.parse(iso), nanos });
});

test.each([
  '2016-03-14 01:59:00Z',
  '2016-03-14T01:59:00',
  '2016-03-14T01:59Z',
  '2016-03-14',
  '2023-02-29T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-01-00T00:00:00Z',
  '2023-01-01T24:00:00Z',
  '2023-01-01T00:60:00Z',
  '2023-01-01T00:00:60Z',
  '2023-01-01T00:00:00+19:00',
  '2023-01-01T00:00:00+01:60',
  '2023-01-01T00:00:00.1234567890Z',
  '2023-01-01t00:00:00z',
  ' 2023-01-01T00:00:00Z',
  '',
])('%j is refused', (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});

test('timestamps are compared as instants, to the nanosecond', () => {
  const at = (text: string) => parseTimestamp(text) ?? { epochMs: Number.NaN, nanos: 0 };
  expect(compareTimestamps(at('2023-01-01T01:00:00+01:00'), at('2023-01-01T00:00:00Z'))).toBe(0);
  expect(compareTimestamps(at('2023-01-01T00:00:00.000000001Z'), at('2023-01-01T00:00:00Z'))).toBeGreaterThan(0);
  expect(compareTimestamps(at('2022-12-31T23:59:59.9Z'), at('2023-01-01T00:00:00Z'))).toBeLessThan(0);
});
