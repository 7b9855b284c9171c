import { expect, test } from 'vitest';
import { platformLog, TEXT_LOGGING } from './platform-log.ts';

const report = {
  requestId: 'r',
  durationMs: 2.336,
  memoryMb: 128,
  usedBytes: 1024 * 1024,
  initDurationMs: undefined,
  failure: undefined,
};
const START = {
  runtime: 'nodejs20.x',
  runtimeVersion: 'nodejs:v20',
  runtimeVersionArn: 'arn',
  functionName: 'f',
  functionVersion: '$LATEST',
  initializationType: 'on-demand',
};
const text = platformLog(TEXT_LOGGING);
const parsed = (lines: readonly string[]) => lines.filter((line) => line !== '').map((line) => JSON.parse(line));

test('a REPORT line has a tab before its end, as recorded', () => {
  expect(text.end(report, 0)).toEqual([
    'END RequestId: r\n',
    'REPORT RequestId: r\tDuration: 2.34 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t\n',
  ]);
});

test('a REPORT line tells the init of the first invocation and what went wrong', () => {
  const lines = text.end({ ...report, initDurationMs: 140.1, failure: { status: 'timeout', line: 'late' } }, 0);
  expect(lines[0]).toBe('late\n');
  expect(lines[2]?.endsWith('\tInit Duration: 140.10 ms\tStatus: timeout\t\n')).toBe(true);
});

test('with JSON the lines are events with their time, type and record', () => {
  const json = platformLog({ format: 'JSON' });
  expect(parsed([json.initStart(START, 0), json.start('r', '7', 1)])).toEqual([
    {
      time: '1970-01-01T00:00:00.000Z',
      type: 'platform.initStart',
      record: {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: 'nodejs:v20',
        runtimeVersionArn: 'arn',
        functionName: 'f',
        functionVersion: '$LATEST',
      },
    },
    { time: '1970-01-01T00:00:00.001Z', type: 'platform.start', record: { requestId: 'r', version: '7' } },
  ]);
  expect(parsed(json.end({ ...report, initDurationMs: 140.1 }, 0))).toEqual([
    {
      time: '1970-01-01T00:00:00.000Z',
      type: 'platform.report',
      record: {
        requestId: 'r',
        status: 'success',
        metrics: {
          durationMs: 2.336,
          billedDurationMs: 3,
          memorySizeMB: 128,
          maxMemoryUsedMB: 1,
          initDurationMs: 140.1,
        },
      },
    },
  ]);
});

test.each([
  ['DEBUG', ['platform.runtimeDone', 'platform.report'], ['platform.runtimeDone', 'platform.report']],
  ['INFO', ['platform.report'], ['platform.runtimeDone', 'platform.report']],
  ['WARN', [], ['platform.runtimeDone', 'platform.report']],
])('SystemLogLevel %s decides which are written', (systemLevel, whenWell, whenFailed) => {
  const json = platformLog({ format: 'JSON', systemLevel });
  const types = (lines: readonly string[]) => parsed(lines).map(({ type }) => type);
  expect(types(json.end(report, 0))).toEqual(whenWell);
  const failure = { status: 'error', errorType: 'Runtime.ExitError' } as const;
  expect(types(json.end({ ...report, failure }, 0))).toEqual(whenFailed);
});
