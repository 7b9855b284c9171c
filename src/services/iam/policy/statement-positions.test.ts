import { expect, test } from 'vitest';
import { statementSpans } from './statement-positions.ts';

test('a statement begins behind its opening brace and ends behind its closing one, as recorded', () => {
  const text =
    '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}';
  expect(statementSpans(text)).toEqual([
    { StartPosition: { Line: 1, Column: 41 }, EndPosition: { Line: 1, Column: 113 } },
  ]);
});

test('braces in conditions and in strings are part of the statement', () => {
  const text =
    '{\n"Statement":[{"Sid":"}{[\\"","Condition":{"Bool":{"a:b":["true"]}}},\n {"Sid":"2"}],"Id":"Statement"}';
  expect(statementSpans(text)).toEqual([
    { StartPosition: { Line: 2, Column: 15 }, EndPosition: { Line: 2, Column: 67 } },
    { StartPosition: { Line: 3, Column: 3 }, EndPosition: { Line: 3, Column: 13 } },
  ]);
});
