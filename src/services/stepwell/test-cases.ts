/** Named cases for TestState, kept with a state machine. Keeping them is Step Functions' business, behind a port. */
import { STATE_DATA_BYTES_MAX, VARIABLES_BYTES_MAX } from '../../base/limits.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import type { TestCase } from '../../base/stepwell-api.ts';
import { arnShape } from './find-execution.ts';

export interface TestCasePort {
  /** @throws InvalidArn, StateMachineDoesNotExist */
  list(stateMachineArn: string, call: Call): Promise<readonly TestCase[]>;
  /** @throws InvalidArn, StateMachineDoesNotExist, StateMachineDeleting */
  put(stateMachineArn: string, testCase: TestCase, call: Call): Promise<void>;
  /** @throws InvalidArn, StateMachineDoesNotExist */
  remove(stateMachineArn: string, name: string, call: Call): Promise<void>;
}

export interface TestCaseDeps {
  readonly testCases: TestCasePort;
}

interface OfMachine {
  readonly stateMachineArn: string;
}

const string: Shape = { type: 'string' };
const name: Shape = { type: 'string', required: true, min: 1, max: 80 };
const data: Shape = { type: 'string', max: STATE_DATA_BYTES_MAX };
const errorOutput: Shape = { type: 'structure', members: { error: string, cause: string } };

export function testCaseOperations({ testCases }: TestCaseDeps): Readonly<Record<string, Operation>> {
  const permissions = (action: string) => (input: OfMachine) => [{ action, resource: input.stateMachineArn }];

  const putTestCase: Operation<OfMachine & TestCase> = {
    input: {
      type: 'structure',
      members: {
        stateMachineArn: arnShape,
        name,
        stateName: name,
        input: { ...data, required: true },
        variables: { type: 'string', max: VARIABLES_BYTES_MAX },
        mock: { type: 'structure', members: { result: data, errorOutput } },
        expected: {
          type: 'structure',
          members: {
            status: { type: 'string', required: true, enum: ['SUCCEEDED', 'FAILED', 'RETRIABLE', 'CAUGHT_ERROR'] },
            output: data,
            error: string,
            nextState: string,
          },
        },
      },
    },
    permissions: permissions('stepwell:PutTestCase'),
    async run({ stateMachineArn, ...testCase }, call) {
      await testCases.put(stateMachineArn, testCase, call);
      return {};
    },
  };

  const listTestCases: Operation<OfMachine> = {
    input: { type: 'structure', members: { stateMachineArn: arnShape } },
    permissions: permissions('stepwell:ListTestCases'),
    run: async ({ stateMachineArn }, call) => ({ testCases: await testCases.list(stateMachineArn, call) }),
  };

  const deleteTestCase: Operation<OfMachine & { readonly name: string }> = {
    input: { type: 'structure', members: { stateMachineArn: arnShape, name } },
    permissions: permissions('stepwell:DeleteTestCase'),
    async run({ stateMachineArn, name }, call) {
      await testCases.remove(stateMachineArn, name, call);
      return {};
    },
  };

  return { PutTestCase: putTestCase, ListTestCases: listTestCases, DeleteTestCase: deleteTestCase };
}
