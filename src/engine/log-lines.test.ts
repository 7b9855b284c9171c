import { expect, test } from 'vitest';
import type { EventDetails } from '../asl/history-event.ts';
import { Payload } from '../base/payload.ts';
import type { LoggingSettings } from './execution-log.ts';
import { logLines } from './log-lines.ts';

const EXECUTION = {
  redrives: [],
  arn: 'arn:aws:states:us-east-1:123456789012:execution:M:e',
  startMs: Date.UTC(2026, 10, 24, 21, 40, 59),
  revision: { machineId: '1a2b3c4d-0000-4000-8000-000000000000', machineName: 'M' },
};
const ALL: LoggingSettings = {
  level: 'ALL',
  includeExecutionData: true,
  logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:g:*',
};
const truncated = { truncated: false };

function event(type: string, details?: EventDetails) {
  return { id: 2, previousEventId: 1, timestampMs: 1_700_000_000_123, type, ...(details && { details }) };
}

function logged(settings: Partial<LoggingSettings>, type: string, details?: EventDetails) {
  const [line] = logLines({ ...ALL, ...settings }, EXECUTION, [event(type, details)])?.events ?? [];
  return line && JSON.parse(line.message);
}

test('a line has the members of AWS, with ids, times and counts as strings', () => {
  const input = Payload.ofText('{ "a": 1.0 }');
  const details = { name: 'S', input, inputDetails: truncated };
  expect(logLines(ALL, EXECUTION, [event('PassStateEntered', details)])).toEqual({
    logGroupArn: ALL.logGroupArn,
    stream: 'states/M/2026-11-24-21-40/1a2b3c4d',
    events: [
      {
        timestampMs: 1_700_000_000_123,
        message:
          '{"id":"2","type":"PassStateEntered","details":{"name":"S","input":"{ \\"a\\": 1.0 }","inputDetails":{"truncated":false}},' +
          '"previous_event_id":"1","event_timestamp":"1700000000123","execution_arn":"arn:aws:states:us-east-1:123456789012:execution:M:e",' +
          '"redrive_count":"0"}',
      },
    ],
  });
});

test('an event without details has none in its line', () => {
  expect(logged({}, 'LambdaFunctionStarted')).not.toHaveProperty('details');
});

test('without execution data the members that carry data are missing, and only those', () => {
  const without = { includeExecutionData: false };
  const output = Payload.ofText('{}');
  const assigned = { assignedVariables: { x: output }, assignedVariablesDetails: truncated };
  expect(
    logged(without, 'PassStateExited', { name: 'S', output, outputDetails: truncated, ...assigned }),
  ).toMatchObject({
    details: { name: 'S' },
  });
  expect(logged(without, 'ExecutionSucceeded', { output, outputDetails: truncated }).details).toEqual({});
  expect(logged(without, 'ExecutionFailed', { error: 'E', cause: 'C' }).details).toEqual({ error: 'E', cause: 'C' });
});

test('assigned variables stand there as JSON texts', () => {
  const assigned = { assignedVariables: { x: Payload.of([1]) }, assignedVariablesDetails: truncated };
  expect(logged({}, 'PassStateExited', assigned).details.assignedVariables).toEqual({ x: '[1]' });
});

test.each([
  ['ExecutionFailed', 'ALL ERROR FATAL'],
  ['ExecutionTimedOut', 'ALL ERROR FATAL'],
  ['ExecutionAborted', 'ALL ERROR FATAL'],
  ['FailStateEntered', 'ALL ERROR'],
  ['LambdaFunctionFailed', 'ALL ERROR'],
  ['LambdaFunctionScheduleFailed', 'ALL ERROR'],
  ['TaskTimedOut', 'ALL ERROR'],
  ['EvaluationFailed', 'ALL ERROR'],
  ['MapIterationAborted', 'ALL ERROR'],
  ['ExecutionStarted', 'ALL'],
  ['ExecutionSucceeded', 'ALL'],
  ['TaskScheduled', 'ALL'],
])('%s is logged by the levels %s', (type, levels) => {
  const logging = (['ALL', 'ERROR', 'FATAL'] as const).filter((level) => logged({ level }, type) !== undefined);
  expect(logging.join(' ')).toBe(levels);
});

test('nothing to log is no lines', () => {
  expect(logLines({ ...ALL, level: 'FATAL' }, EXECUTION, [event('ExecutionStarted')])).toBeUndefined();
});

test('data that is too long for a line is cut short, and the line says so', () => {
  const long = Payload.of('"'.repeat(200_000));
  const { details } = logged({}, 'PassStateEntered', { name: 'S', input: long, inputDetails: truncated });
  expect(details.inputDetails).toEqual({ truncated: true });
  expect(long.text.startsWith(details.input)).toBe(true);
  const { details: exit } = logged({}, 'PassStateExited', {
    output: Payload.of(1),
    outputDetails: truncated,
    assignedVariables: { x: long },
    assignedVariablesDetails: truncated,
  });
  expect(exit).toEqual({
    output: '1',
    outputDetails: truncated,
    assignedVariables: {},
    assignedVariablesDetails: { truncated: true },
  });
  const scheduled = logged({}, 'TaskScheduled', { parameters: long }).details;
  expect(Object.keys(scheduled)).toEqual(['parameters']);
});

test('an event says how often the execution had been redriven when it happened', () => {
  const redriven = { ...EXECUTION, redrives: [{ eventId: 1 }, { eventId: 5 }] };
  const [line] = logLines(ALL, redriven, [event('PassStateEntered', { name: 'P' })])?.events ?? [];
  expect(JSON.parse(line?.message ?? '')).toMatchObject({ redrive_count: '1' });
});
