/** Step 6 of the tutorial: an execution of each outcome, looked at from all sides. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { choose, replaceText } from './gestures.ts';
import { functionArn, INPUT, MACHINE_ARN, MACHINE_ROLE, type TutorialParts, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('step 6: execute the workflow', () => {
  let console: ConsoleUnderTest;
  let parts: TutorialParts;
  beforeAll(async () => {
    console = await openConsole();
    parts = tutorialParts(console.url);
    await parts.makeAll();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  async function execute(page: Page): Promise<void> {
    await page.goto(`/console/states/${MACHINE_ARN}`);
    await page.getByRole('button', { name: 'Start execution' }).click();
    await replaceText(page, 'Input', INPUT);
    await page.getByRole('dialog').getByRole('button', { name: 'Start execution' }).click();
    await page.waitForURL('**/console/states/executions/**');
  }

  test('a resolved case succeeds: details, output, a step, and 24 events', async () => {
    await parts.decide(1);
    const page = await console.open();
    await execute(page);
    await page.getByText('Succeeded').first().waitFor();

    await page.getByRole('tab', { name: 'Input' }).click();
    await page.getByText('"inputCaseID": "001"').first().waitFor();
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByText('"Message": "Case 001: opened...assigned...resolved...closed."').first().waitFor();

    const step = page.getByRole('region', { name: 'Step details' });
    await choose(step, /^Step/, 'Assign Case');
    await step.getByText('Step details (Assign Case)').waitFor();
    await step.getByText('Succeeded').waitFor();
    await step.getByRole('link', { name: functionArn('AssignCaseFunction') }).waitFor();
    await step.getByRole('link', { name: 'CloudWatch logs' }).waitFor();
    await step.getByText('"Message": "Case 001: opened..."').waitFor();
    await step.getByText('"Message": "Case 001: opened...assigned..."').waitFor();
    await step.getByRole('button', { name: 'Exception' }).waitFor();

    const events = page.getByRole('table');
    expect(await events.getByRole('columnheader').allTextContents()).toEqual([
      'ID',
      'Type',
      'Step',
      'Resource',
      'Elapsed Time (ms)',
      'Timestamp',
    ]);
    const types = await events.getByRole('row').locator('td:nth-child(2)').allTextContents();
    expect(types).toHaveLength(24);
    expect(types.slice(0, 7)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'TaskStateEntered',
    ]);
    expect(types.at(-1)).toBe('ExecutionSucceeded');
    for (const id of [3, 4, 5]) {
      const row = events.getByRole('row').nth(id);
      expect(await row.locator('td:nth-child(3)').textContent()).toBe('Open Case');
      expect(await row.locator('td:nth-child(4)').textContent()).toBe('Lambda | CloudWatch logs');
    }
    await events.getByRole('button', { name: '7: TaskStateEntered' }).click();
    await events.getByText('"name": "Assign Case"').waitFor();
  });

  test('an unresolved case fails after escalation, and says so', async () => {
    await parts.decide(0);
    const page = await console.open();
    await execute(page);
    await page.getByText('The execution failed').waitFor();
    await page.getByText('Engage Tier 2 Support.').first().waitFor();
    const step = page.getByRole('region', { name: 'Step details' });
    await choose(step, /^Step/, 'Escalate Case');
    await step.getByText('"Message": "Case 001: opened...assigned...unresolved...escalating."').waitFor();
    await choose(step, /^Step/, 'Close Case');
    await step.getByText('This state was not entered.').waitFor();
    await choose(step, /^Step/, 'Fail');
    await step.getByText('Engage Tier 2 Support.').waitFor();
  });

  test('"CloudWatch logs" leads to the lines of the invocation, with a way to all of them', async () => {
    const page = await console.open();
    await page.goto(`/console/states/executions/${await parts.execute('logged')}?state=Open%20Case`);
    await page.getByRole('region', { name: 'Step details' }).getByRole('link', { name: 'CloudWatch logs' }).click();
    await page.getByText('Only the lines of the invocation you came from').waitFor();
    await page
      .getByText(/START RequestId/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Show all lines' }).click();
    await page.getByText('Only the lines of the invocation').waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Filter log lines' }).fill('REPORT');
    await page
      .getByText(/START RequestId/)
      .first()
      .waitFor({ state: 'detached' });
    await page
      .getByText(/REPORT RequestId/)
      .first()
      .waitFor();
  });

  test('"New execution" runs again with the same input, and recent inputs are offered', async () => {
    const page = await console.open();
    await page.goto(`/console/states/executions/${await parts.startExecution('again')}`);
    await page.getByRole('button', { name: 'New execution' }).click();
    await page.getByRole('textbox', { name: 'Input', exact: true }).getByText('"001"').waitFor();
    await page.getByLabel('Name - optional').fill('once-more');
    await page.getByRole('dialog').getByRole('button', { name: 'Start execution' }).click();
    await page.getByRole('heading', { name: 'once-more', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'New execution' }).click();
    await page.getByRole('button', { name: 'Recent inputs' }).waitFor();
  });

  test('an input that is not JSON cannot be started', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}`);
    await page.getByRole('button', { name: 'Start execution' }).click();
    await replaceText(page, 'Input', '{ "inputCaseID": ');
    await page.getByText('This is not JSON').waitFor();
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Start execution' }).isDisabled()).toBe(true);
  });

  test('the address leads back to a state and an event', async () => {
    const page = await console.open();
    const path = `/console/states/executions/${await parts.startExecution('linked')}`;
    await page.goto(`${path}?state=Open%20Case&event=2`);
    await page.getByText('Step details (Open Case)').waitFor();
    await page.getByText('"name": "Open Case"').waitFor();
  });

  test('a refusal shows the role, the missing permission and a policy that would allow it', async () => {
    await parts.takePolicyAway();
    const page = await console.open();
    await page.goto(`/console/states/executions/${await parts.execute('refused')}`);
    await page.getByText('Missing permission').first().waitFor();
    await page.getByText('lambda:InvokeFunction', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: MACHINE_ROLE }).first().waitFor();
    await page.getByText(`"Resource": "${functionArn('OpenCaseFunction')}"`).waitFor();
  });
});
