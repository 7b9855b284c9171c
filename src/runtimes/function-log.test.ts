/** What functions print, in their log. */
import { afterAll, expect, test, vi } from 'vitest';
import { RealFunctions } from '../../tests/support/real-functions.ts';
import type { LogSink } from './function-version.ts';

const functions = new RealFunctions();
afterAll(() => functions.close());

test('the log has START, the lines with their level, END and REPORT', async () => {
  const fn = functions.deploy(`exports.handler = async () => {
      console.log('a %d', 1, { b: 2 });
      console.warn('two\\nlines'); console.error('e'); console.debug('d'); console.info('i'); console.trace('t');
      process.stdout.write('raw 1\\nraw 2\\npart'); process.stderr.write(' of a line');
      return null;
    };`);
  const { requestId, tail } = await functions.invoke(fn, {}, { wantsLogTail: true });
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  const log = functions.logOf(fn);
  expect(log[0]).toMatch(/^INIT_START Runtime Version: nodejs:/);
  expect(log[1]).toBe(`START RequestId: ${requestId} Version: $LATEST\n`);
  expect(log[2]).toMatch(new RegExp(`^${time}\t${requestId}\tINFO\ta 1 \\{ b: 2 \\}\n$`));
  expect(log[3]).toMatch(/\tWARN\ttwo\nlines\n$/);
  expect(log.slice(4, 8).map((line) => line.split('\t')[2])).toEqual(['ERROR', 'DEBUG', 'INFO', 'TRACE']);
  expect(log[7]).toMatch(/\tTRACE\tTrace: t\n {4}at /);
  expect(log.slice(8, 12)).toEqual(['raw 1\n', 'raw 2\n', 'part of a line\n', `END RequestId: ${requestId}\n`]);
  expect(log[12]).toMatch(
    new RegExp(
      `^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n$`,
    ),
  );
  expect(tail).toBe(log.slice(1).join(''));
  const second = await functions.invoke(fn, {}, { wantsLogTail: true });
  expect(second.tail).not.toContain('Init Duration');
});

test('an error is logged with its own members', async () => {
  const fn = functions.deploy(
    "exports.handler = async () => { throw Object.assign(new Error('x'), { code: 'E1' }); };",
  );
  await functions.invoke(fn);
  const line = functions.logOf(fn).find((text) => text.includes('\tERROR\tInvoke Error'));
  expect(JSON.parse(line?.slice(line.indexOf('{')) ?? '')).toMatchObject({
    errorType: 'Error',
    errorMessage: 'x',
    code: 'E1',
  });
});

test('what a child of the function prints is in the log', async () => {
  const fn = functions.deploy(`const { execFileSync } = require('node:child_process');
    exports.handler = async () => { execFileSync('sh', ['-c', 'echo from a child'], { stdio: 'inherit' }); };`);
  await functions.invoke(fn);
  await functions.invoke(fn);
  expect(functions.logOf(fn)).toContain('from a child\n');
});

test('a function that logs faster than its log is taken waits, and no line is lost', async () => {
  const lines: string[] = [];
  let atOnce = 0;
  let atOnceMax = 0;
  const logSink: LogSink = {
    async write(_group, _stream, events) {
      atOnceMax = Math.max(atOnceMax, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 2));
      lines.push(...events.map(({ message }) => message));
      atOnce--;
    },
  };
  const slow = new RealFunctions({ logSink });
  const fn = slow.deploy(
    "exports.handler = async () => { for (let i = 0; i < 5000; i++) console.log('x'.repeat(200), i); };",
  );
  await slow.invoke(fn);
  await slow.close();
  // the sink may still be at work with the last lines
  await vi.waitFor(() => expect(lines.filter((line) => line.includes('\tINFO\t'))).toHaveLength(5000));
  expect(atOnceMax).toBe(1);
});

test('with JSON logs each call is an object, at the level asked for', async () => {
  const fn = functions.deploy(
    `console.warn('loading');
    exports.handler = async () => {
      console.debug('too little');
      console.log({ a: 1 });
      console.info('%s and %d', 'words', 2);
      console.error('went wrong:', new TypeError('no'));
      const circle = {}; circle.circle = circle;
      console.log(circle);
      throw new RangeError('out');
    };`,
    { logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'INFO' } },
  );
  const { requestId } = await functions.invoke(fn);
  const lines = functions.logOf(fn).map((line) => JSON.parse(line));
  const types = lines.map(({ type, level }) => type ?? level);
  expect(types).toEqual([
    'platform.initStart',
    'WARN',
    'platform.start',
    ...['INFO', 'INFO', 'ERROR', 'INFO', 'ERROR'],
    'platform.report',
  ]);
  const timestamp = expect.stringMatching(/^\d{4}-.*Z$/);
  expect(lines[1]).toEqual({ timestamp, level: 'WARN', message: 'loading' });
  expect(lines.slice(3, 8)).toEqual([
    { timestamp, level: 'INFO', requestId, message: { a: 1 } },
    { timestamp, level: 'INFO', requestId, message: 'words and 2' },
    expect.objectContaining({ level: 'ERROR', errorType: 'TypeError', errorMessage: 'no' }),
    expect.objectContaining({ message: expect.stringContaining('[Circular *1]') }),
    expect.objectContaining({ message: expect.objectContaining({ errorType: 'RangeError', errorMessage: 'out' }) }),
  ]);
});
