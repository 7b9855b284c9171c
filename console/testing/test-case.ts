/** A test of one state: what it is given, and what its task is said to give. Named ones are kept in this browser for each machine. */
import type { TestStateCommandInput } from '@aws-sdk/client-sfn';

export interface TestCase {
  readonly stateName: string;
  /** JSON texts. */
  readonly input: string;
  readonly variables: string;
  /** In place of the work of a Task, Map or Parallel; undefined: the work is really done, as the machine's role. */
  readonly mock: { readonly result: string } | { readonly error: string; readonly cause: string } | undefined;
}

export interface NamedCase extends TestCase {
  readonly name: string;
  /** The output it gave when it was saved; undefined when it failed. */
  readonly output: string | undefined;
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

const keyOf = (machineArn: string) => `stepwell-test-cases ${machineArn}`;

export function readCases(machineArn: string): readonly NamedCase[] {
  return JSON.parse(localStorage.getItem(keyOf(machineArn)) ?? '[]') as readonly NamedCase[];
}

/** Takes the place of one with that name. */
export function saveCase(machineArn: string, saved: NamedCase): readonly NamedCase[] {
  return keep(machineArn, [...readCases(machineArn).filter(({ name }) => name !== saved.name), saved]);
}

export function deleteCase(machineArn: string, name: string): readonly NamedCase[] {
  return keep(
    machineArn,
    readCases(machineArn).filter((one) => one.name !== name),
  );
}

function keep(machineArn: string, cases: readonly NamedCase[]): readonly NamedCase[] {
  localStorage.setItem(keyOf(machineArn), JSON.stringify(cases));
  return cases;
}
