/** The steps of the tutorial: what to do, where, and how one sees that it is done. */
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { paths } from '../app/paths.ts';
import { FUNCTION_ROLE, FUNCTIONS, MACHINE_NAME, MACHINE_ROLE } from './call-center.ts';
import type { Progress } from './guide-progress.ts';

export interface GuideStep {
  readonly title: string;
  readonly isDone: (progress: Progress) => boolean;
  readonly show: (progress: Progress) => ReactNode;
}

export const GUIDE_STEPS: readonly GuideStep[] = [
  {
    title: '1. Create a state machine',
    isDone: ({ hasDraft, machineArn }) => hasDraft || machineArn !== undefined,
    show: () => (
      <>
        <Link href={paths.createMachine}>Create a state machine</Link>: choose <em>Author with code snippets</em>, type{' '}
        <code>{MACHINE_NAME}</code> as its name, take the <em>Call center</em> snippet, look at the visual workflow, and
        press <em>Next</em>.
      </>
    ),
  },
  {
    title: '2. Create a role',
    isDone: ({ hasMachineRole }) => hasMachineRole,
    show: () => (
      <>
        Open <em>Services</em>, type IAM, and under <Link href={paths.roles}>Roles</Link>{' '}
        <Link href={paths.createRole}>create a role</Link> for Step Functions named <code>{MACHINE_ROLE}</code>. Copy
        its ARN.
      </>
    ),
  },
  {
    title: '3. Give the role to the state machine',
    isDone: ({ machineArn }) => machineArn !== undefined,
    show: () => (
      <>
        Back at <Link href={paths.createMachine}>your state machine</Link>, paste the ARN, and press{' '}
        <em>Create state machine</em>.
      </>
    ),
  },
  {
    title: '4. Create five functions',
    isDone: ({ functions }) => functions.size === FUNCTIONS.length,
    show: ({ functions }) => (
      <>
        <Link href={paths.createFunction}>Create each function</Link> from scratch with the runtime Node.js 4.3 and the
        role <code>{FUNCTION_ROLE}</code> (made along the way the first time), then paste its code and save.
        <ul>
          {FUNCTIONS.map(({ name }) => (
            <li key={name} className={functions.has(name) ? 'guide-done' : undefined}>
              {functions.has(name) ? <Link href={paths.function(name)}>{name}</Link> : name}
            </li>
          ))}
        </ul>
      </>
    ),
  },
  {
    title: '5. Populate the workflow',
    isDone: ({ statesWithFunction }) => statesWithFunction >= FUNCTIONS.length,
    show: ({ machineArn, statesWithFunction }) => (
      <>
        {machineArn === undefined ? (
          'Edit the state machine'
        ) : (
          <Link href={paths.editMachine(machineArn)}>Edit the state machine</Link>
        )}
        : put the ARN of its function into each Resource (Ctrl+Space inside the quotes lists them), and save.{' '}
        {statesWithFunction} of {FUNCTIONS.length} are done.
      </>
    ),
  },
  {
    title: '6. Execute the workflow',
    isDone: ({ statuses }) => statuses.has('SUCCEEDED') && statuses.has('FAILED'),
    show: ({ machineArn, statuses }) => (
      <>
        {machineArn === undefined ? 'Start executions' : <Link href={paths.machine(machineArn)}>Start executions</Link>}{' '}
        with the input <code>{'{ "inputCaseID": "001" }'}</code> until you have seen a case resolved
        {statuses.has('SUCCEEDED') ? ' (seen)' : ''} and one escalated{statuses.has('FAILED') ? ' (seen)' : ''}. Select
        states in the graph to see what they got and gave.
      </>
    ),
  },
];
