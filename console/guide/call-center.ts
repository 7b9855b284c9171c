/** The call center of the tutorial: its names, its functions and its roles, from the example that ships with Stepwell. */
import definition from '../../examples/call-center/definition.asl.json?raw';
import assign from '../../examples/call-center/functions/AssignCaseFunction.js?raw';
import close from '../../examples/call-center/functions/CloseCaseFunction.js?raw';
import escalate from '../../examples/call-center/functions/EscalateCaseFunction.js?raw';
import open from '../../examples/call-center/functions/OpenCaseFunction.js?raw';
import work from '../../examples/call-center/functions/WorkOnCaseFunction.js?raw';
import functionRole from '../../examples/call-center/roles/lambda_basic_execution.json';
import machineRole from '../../examples/call-center/roles/step_functions_basic_execution.json';

export const MACHINE_NAME = 'CallCenterStateMachine';
export const MACHINE_ROLE = 'step_functions_basic_execution';
export const FUNCTION_ROLE = 'lambda_basic_execution';
export const INPUT = '{\n  "inputCaseID": "001"\n}';

export interface ExampleFunction {
  readonly name: string;
  /** The state whose work it does. */
  readonly state: string;
  readonly source: string;
}

export const FUNCTIONS: readonly ExampleFunction[] = [
  { name: 'OpenCaseFunction', state: 'Open Case', source: open },
  { name: 'AssignCaseFunction', state: 'Assign Case', source: assign },
  { name: 'WorkOnCaseFunction', state: 'Work on Case', source: work },
  { name: 'CloseCaseFunction', state: 'Close Case', source: close },
  { name: 'EscalateCaseFunction', state: 'Escalate Case', source: escalate },
];

export const ROLES = [
  { name: MACHINE_ROLE, ...machineRole },
  { name: FUNCTION_ROLE, ...functionRole },
] as const;

/** The definition with the functions' ARNs in their places. */
export function definitionWith(arnOf: (functionName: string) => string): string {
  const parsed = JSON.parse(definition) as { States: Record<string, { Resource?: string }> };
  for (const { name, state } of FUNCTIONS) parsed.States[state]!.Resource = arnOf(name);
  return JSON.stringify(parsed, null, 2);
}
