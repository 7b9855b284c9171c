/** A test of one state: what it is given, and what its task is said to give. Named ones are kept with the machine. */
import type { TestStateCommandInput } from '@aws-sdk/client-sfn';
import type { TestCase as SavedCase } from '../../src/base/stepwell-api.ts';
import { type Answer, expectedOf } from './case-outcome.ts';

export interface TestCase {
  readonly stateName: string;
  /** JSON texts. */
  readonly input: string;
  readonly variables: string;
  /** In place of the work of a Task, Map or Parallel; undefined: the work is really done, as the machine's role. */
  readonly mock: { readonly result: string } | { readonly error: string; readonly cause: string } | undefined;
}

export function testRequest(test: TestCase, definition: string, roleArn: string): TestStateCommandInput {
  const { stateName, input, variables, mock } = test;
  return {
    definition,
    stateName,
    input,
    variables,
    inspectionLevel: 'DEBUG',
    ...(mock === undefined ? { roleArn } : { mock: { ...mockOf(mock), fieldValidationMode: 'NONE' } }),
  };
}

function mockOf(mock: NonNullable<TestCase['mock']>) {
  return 'result' in mock ? { result: mock.result } : { errorOutput: mock };
}

/** As the Stepwell service keeps it with the machine. */
export function savedCase(name: string, test: TestCase, answer: Answer): SavedCase {
  const { stateName, input, variables, mock } = test;
  return { name, stateName, input, variables, ...(mock && { mock: mockOf(mock) }), expected: expectedOf(answer) };
}

export function openedCase({ stateName, input, variables = '{}', mock }: SavedCase): TestCase {
  return { stateName, input, variables, mock: mock && mockFrom(mock) };
}

function mockFrom({ result, errorOutput }: NonNullable<SavedCase['mock']>): NonNullable<TestCase['mock']> {
  if (errorOutput === undefined) return { result: result ?? '{}' };
  return { error: errorOutput.error ?? '', cause: errorOutput.cause ?? '' };
}
