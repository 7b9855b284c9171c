import { expect, test } from 'vitest';
import { fillPlaceholders } from './placeholders.ts';

const values = { region: 'eu-west-1', account: '123456789012', functionNames: ['OpenCaseFunction', 'close-case', 'F'] };
const fill = (text: string) => fillPlaceholders(text, 'definition.asl.json', values);
const PLACEHOLDER = 'arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME';

/** The ARN in a state of that name. */
function resourceIn(state: string): unknown {
  const text = JSON.stringify({ States: { [state]: { Resource: PLACEHOLDER } } });
  return JSON.parse(fill(text)).States[state].Resource;
}

test('FUNCTION_NAME is the function that is called like the state', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function';
  expect(resourceIn('Open Case')).toBe(`${arn}:OpenCaseFunction`);
  expect(resourceIn('OpenCase')).toBe(`${arn}:OpenCaseFunction`);
  expect(resourceIn('Close Case')).toBe(`${arn}:close-case`);
  expect(resourceIn('F')).toBe(`${arn}:F`);
});

test('the innermost state counts, and the depth in it does not matter', () => {
  const state = { Parameters: { FunctionName: PLACEHOLDER } };
  const branch = { States: { 'Open Case': state } };
  const text = JSON.stringify({ States: { Both: { Branches: [branch] } } });
  expect(fill(text)).toBe(text.replace(PLACEHOLDER, 'arn:aws:lambda:eu-west-1:123456789012:function:OpenCaseFunction'));
});

test('a state without a function is named with its place', () => {
  const text = `{\n  "States": { "Send Mail": { "Resource": "${PLACEHOLDER}" } }\n}`;
  expect(() => fill(text)).toThrow(/^definition\.asl\.json:2:42: .*"Send Mail"/);
});

test('the layout, other ARNs and all other text stay as they are', () => {
  const text = `{ "Comment": "REGION",\n\t"a" : [1.0, "arn:aws:sns:us-east-1:1:REGION_A"],
    "b":"arn:aws:states:REGION:ACCOUNT_ID:stateMachine:x" }`;
  expect(fill(text)).toBe(text.replace(':REGION:ACCOUNT_ID:', ':eu-west-1:123456789012:'));
});
