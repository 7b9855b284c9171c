/** Every page of the console, for what has to hold on all of them. */
import type { Page } from 'playwright-core';
import { FUNCTION_ROLE, MACHINE_ARN } from './tutorial-parts.ts';

interface Click {
  readonly role: 'tab' | 'link' | 'button';
  readonly name: string;
}

export interface ConsolePage {
  readonly name: string;
  readonly path: string;
  /** What is clicked to get there, for what has no address of its own. */
  readonly through?: Click;
  /** Text that is there when the page has what it shows. */
  readonly ready: string;
}

const SERVICE_ROLE_POLICY = 'arn:aws:iam::aws:policy%2Fservice-role%2FAWSLambdaRole';

/** Resolves when the page has what it shows. */
export async function openConsolePage(page: Page, { path, through, ready }: ConsolePage): Promise<void> {
  await page.goto(path);
  if (through) await page.getByRole(through.role, { name: through.name, exact: true }).click();
  await page.getByText(ready).first().waitFor();
}

/**
 * @param executionArn of an execution of the call center that has ended
 * @param distributedArn of one with a Map Run
 */
export function consolePages(executionArn: string, distributedArn: string): readonly ConsolePage[] {
  return [
    { name: 'home', path: '/console/', ready: 'In this region' },
    { name: 'machines', path: '/console/states', ready: 'Showing 2 results' },
    { name: 'create-machine', path: '/console/states/create', ready: 'Valid' },
    { name: 'machine', path: `/console/states/${MACHINE_ARN}`, ready: 'Showing' },
    {
      name: 'machine-definition',
      path: `/console/states/${MACHINE_ARN}`,
      through: { role: 'tab', name: 'Definition' },
      ready: 'Open Case',
    },
    {
      name: 'machine-durations',
      path: `/console/states/${MACHINE_ARN}`,
      through: { role: 'tab', name: 'Durations' },
      ready: 'executions that have ended:',
    },
    {
      name: 'machine-versions',
      path: `/console/states/${MACHINE_ARN}`,
      through: { role: 'tab', name: 'Versions and aliases' },
      ready: 'There are no aliases.',
    },
    { name: 'edit-machine', path: `/console/states/${MACHINE_ARN}/edit`, ready: 'Valid' },
    {
      name: 'test-panel',
      path: `/console/states/${MACHINE_ARN}/edit`,
      through: { role: 'button', name: 'Test' },
      ready: 'Run test',
    },
    {
      name: 'execution',
      path: `/console/states/executions/${executionArn}?state=Assign%20Case&event=7`,
      ready: '"name": "Assign Case"',
    },
    { name: 'execution-table', path: `/console/states/executions/${executionArn}?view=table`, ready: 'Showing' },
    {
      name: 'execution-timeline',
      path: `/console/states/executions/${executionArn}?view=timeline&at=20`,
      ready: 'Shorten idle time',
    },
    {
      name: 'map-run',
      path: `/console/states/executions/${distributedArn}?state=Each`,
      through: { role: 'link', name: 'Progress and child executions' },
      ready: '3 of 3 items are done',
    },
    {
      name: 'compare',
      path: `/console/states/compare?first=${executionArn}&second=${executionArn}`,
      ready: 'Both went the same way',
    },
    { name: 'overview', path: '/console/states/overview', ready: 'Failed lately' },
    { name: 'executions', path: '/console/states/executions', ready: 'Words in input' },
    { name: 'import', path: '/console/states/import', ready: 'Choose files' },
    { name: 'activities', path: '/console/states/activities', ready: 'There are no activities' },
    { name: 'functions', path: '/console/lambda', ready: 'Showing 5 results' },
    { name: 'create-function', path: '/console/lambda/create', ready: 'Author from scratch' },
    { name: 'function', path: '/console/lambda/OpenCaseFunction', ready: 'Opens a case' },
    { name: 'monitoring', path: '/console/lambda/OpenCaseFunction?tab=monitoring', ready: 'Invocations' },
    {
      name: 'function-versions',
      path: '/console/lambda/OpenCaseFunction',
      through: { role: 'tab', name: 'Versions and aliases' },
      ready: 'There are no aliases.',
    },
    { name: 'iam', path: '/console/iam', ready: 'IAM resources' },
    { name: 'roles', path: '/console/iam/roles', ready: 'Showing 2 results' },
    { name: 'create-role', path: '/console/iam/roles/create', ready: 'Trusted entity' },
    { name: 'role', path: `/console/iam/roles/${FUNCTION_ROLE}`, ready: 'AWSLambdaBasicExecutionRole' },
    { name: 'policies', path: '/console/iam/policies', ready: 'AWS managed' },
    { name: 'policy', path: `/console/iam/policies/${SERVICE_ROLE_POLICY}`, ready: 'lambda:InvokeFunction' },
    { name: 'users', path: '/console/iam/users', ready: 'There are no users.' },
    { name: 'groups', path: '/console/iam/groups', ready: 'There are no groups.' },
    { name: 'encryption-keys', path: '/console/iam/encryption-keys', ready: 'not part of Stepwell' },
    { name: 'log-groups', path: '/console/logs', ready: 'Log groups' },
    { name: 'log-group', path: '/console/logs/%2Faws%2Flambda%2FOpenCaseFunction', ready: 'Live tail' },
    { name: 'nowhere', path: '/console/nowhere', ready: 'Nothing here' },
  ];
}
