import { describe, expect, test } from 'vitest';
import { deadLetterAttributes, type EndedEvent, invocationRecord } from './invocation-record.ts';

const failed: EndedEvent = {
  requestId: 'id',
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST',
  condition: 'RetriesExhausted',
  approximateInvokeCount: 3,
  event: '{"n":1.0}',
  response: {
    executedVersion: '$LATEST',
    payload: '{"errorType":"Error","errorMessage":"no"}',
    functionError: 'Unhandled',
  },
};

describe('the record of an invocation', () => {
  test('has what was asked and answered, digit for digit', () => {
    expect(invocationRecord(failed, Date.UTC(2026, 0, 1))).toBe(
      '{"version":"1.0","timestamp":"2026-01-01T00:00:00.000Z","requestContext":{"requestId":"id","functionArn":"arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"n":1.0},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorType":"Error","errorMessage":"no"}}',
    );
  });

  test('of a function that never ran has no response', () => {
    const { response: _none, ...ended } = { ...failed, condition: 'ZeroReservedConcurrency' as const };
    const record = JSON.parse(invocationRecord(ended, 0));
    expect(Object.keys(record)).toEqual(['version', 'timestamp', 'requestContext', 'requestPayload']);
  });
});

describe('a dead letter', () => {
  test('tells the function’s own error, at most a thousand characters of it', () => {
    expect(deadLetterAttributes(failed)).toEqual({ RequestID: 'id', ErrorCode: '200', ErrorMessage: 'no' });
    const payload = JSON.stringify({ errorMessage: 'x'.repeat(2000) });
    const long = deadLetterAttributes({ ...failed, response: { executedVersion: '1', payload } });
    expect(long.ErrorMessage).toHaveLength(1024);
  });

  test('of a function that never ran tells why', () => {
    const { response: _none, ...ended } = failed;
    const told = deadLetterAttributes({ ...ended, condition: 'ZeroReservedConcurrency' });
    expect(told).toMatchObject({ ErrorCode: '429', ErrorMessage: expect.stringMatching(/^Function not invoked/) });
    expect(deadLetterAttributes({ ...ended, condition: 'EventAgeExceeded' }).ErrorMessage).toBe('Rate Exceeded.');
  });
});
