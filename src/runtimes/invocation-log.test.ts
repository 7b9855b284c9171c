import { expect, test } from 'vitest';
import { EventBuffer, LineSplitter } from './invocation-log.ts';

test('the tail is the last 4 KB, not more', () => {
  const log = new EventBuffer();
  log.add(0, 'before the invocation\n');
  log.startTail();
  for (let i = 0; i < 1000; i++) log.add(0, `line ${i}\n`);
  const tail = Buffer.from(log.endTail() ?? '', 'base64').toString();
  expect(tail).toHaveLength(4096);
  expect(tail.endsWith('line 998\nline 999\n')).toBe(true);
  expect(log.endTail()).toBeUndefined();
});

test('output is cut into lines, characters that arrive in two pieces included', () => {
  const lines: string[] = [];
  const splitter = new LineSplitter();
  const bytes = Buffer.from('eins\nzwö\rlf\nrest');
  for (const byte of bytes) splitter.push(Buffer.from([byte]), (line) => lines.push(line));
  expect(lines).toEqual(['eins\n', 'zwö\rlf\n']);
  splitter.end((line) => lines.push(line));
  expect(lines.at(-1)).toBe('rest\n');
});
