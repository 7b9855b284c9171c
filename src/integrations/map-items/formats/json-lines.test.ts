import { describe, expect, test } from 'vitest';
import { offsetOf } from '../reader-config.ts';
import { jsonLines } from './json-lines.ts';
import { bytesOf, itemsIn } from './reading.testing.ts';

const format = (bytes: Parameters<typeof jsonLines>[0], from: Parameters<typeof offsetOf>[0]) =>
  jsonLines(bytes, offsetOf(from));

describe('the items of JSON Lines', () => {
  test('are the lines; empty ones are left out', async () => {
    const text = '{"a": 1.0}\n\n[1, "ä\\n"]\r\n   \n"last"';
    expect(await itemsIn(format, text)).toEqual(['{"a":1.0}', '[1,"ä\\n"]', '"last"']);
    expect(await itemsIn(format, '')).toEqual([]);
  });

  test('are refused where a line is not JSON, or too long', async () => {
    const reading = async (text: string) => {
      for await (const _ of format(bytesOf(text, 1024 * 1024), undefined));
    };
    await expect(reading('1\n{')).rejects.toThrow(/A line is not JSON/);
    await expect(reading(`"${'x'.repeat(9 * 1024 * 1024)}"`)).rejects.toThrow(/larger than/);
  });
});
