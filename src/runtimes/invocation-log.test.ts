import { expect, test } from 'vitest';
import { EventBuffer, LineSplitter, reportLine } from './invocation-log.ts';

const report = {
  requestId: 'r',
  durationMs: 2.336,
  memoryMb: 128,
  usedBytes: 1024 * 1024,
  initDurationMs: undefined,
  failure: undefined,
};

test('a REPORT line has a tab before its end, as recorded', () => {
  expect(reportLine(report)).toBe(
    'REPORT RequestId: r\tDuration: 2.34 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t\n',
  );
});

test('a REPORT line tells the init of the first invocation and what went wrong', () => {
  const line = reportLine({ ...report, initDurationMs: 140.1, failure: { status: 'timeout' } });
  expect(line.endsWith('\tInit Duration: 140.10 ms\tStatus: timeout\t\n')).toBe(true);
});

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
