import { expect, test } from 'vitest';
import { placeOf } from './place-of.ts';

const TEXT = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "B" },
    "A/Next": { "Type": "Pass" }
  }
}`;

function place(location: string | null | undefined, text = TEXT): string {
  return placeOf({ severity: 'ERROR', code: 'X', message: '', ...(location !== undefined && { location }) }, text);
}

test('a location is the place of the value, or of the nearest one around it', () => {
  expect(place('/States/A/Next')).toBe(':4:36');
  expect(place('/States/A/Missing')).toBe(':4:10');
  expect(place('/')).toBe(':1:1');
  expect(place('/States/A/Next/Type')).toBe(':5:25');
});

test('a problem of the whole graph has none', () => {
  expect(place(null)).toBe('');
  expect(place(undefined)).toBe('');
});

test('in a text that is no JSON the place is where the parser gave up', () => {
  expect(place('anything', '{\n  "a" 1 }')).toBe(':2:7');
});
