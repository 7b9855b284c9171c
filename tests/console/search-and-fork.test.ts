/** What Stepwell's own service answers, in the console: search over executions, the overview, forks, redrive, and why something was refused. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { replaceText } from './gestures.ts';
import { MACHINE_ARN, type TutorialParts, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))("what AWS's operations cannot answer", () => {
  let console: ConsoleUnderTest;
  let parts: TutorialParts;
  beforeAll(async () => {
    console = await openConsole();
    parts = tutorialParts(console.url);
    await parts.makeAll();
    await parts.decide(1);
    await parts.execute('went-well');
    await parts.decide(0);
    await parts.execute('escalated');
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('executions are found by words, status and name; the search is in the address', async () => {
    const page = await console.open();
    await page.goto('/console/states/executions');
    await page.getByRole('link', { name: 'went-well' }).waitFor();
    await page.getByLabel('Words in input, output or error').fill('escalating');
    await page.getByRole('link', { name: 'went-well' }).waitFor({ state: 'detached' });
    await page
      .getByText('No execution matches.')
      .or(page.getByRole('link', { name: 'escalated' }))
      .first()
      .waitFor();
    await page.getByLabel('Words in input, output or error').fill('');
    await page
      .getByRole('button', { name: /^Status/ })
      .first()
      .click();
    await page.getByRole('option', { name: 'SUCCEEDED' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'escalated' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'went-well' }).waitFor();
    expect(page.url()).toContain('SUCCEEDED');
    await page.reload();
    await page.getByRole('link', { name: 'went-well' }).waitFor();
    await page.getByLabel('Name begins with').fill('other-');
    await page.getByText('No execution matches.').waitFor();
  });

  test('the overview counts what ended and lists what failed lately, and the machine list counts too', async () => {
    const page = await console.open();
    await page.goto('/console/states/overview');
    await page.getByRole('img', { name: /succeeded, \d+ did not/ }).waitFor();
    await page.getByRole('link', { name: 'escalated' }).waitFor();
    await page.getByRole('link', { name: 'CallCenterStateMachine' }).waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'went-well' }).waitFor({ state: 'detached' });
    await page.goto('/console/states');
    const row = page.getByRole('row', { name: /CallCenterStateMachine/ });
    await row.getByRole('cell').nth(4).waitFor();
    await page.getByText('Executions that run now').waitFor();
  });

  test('a fork begins at the chosen state with an edited input, and says where it came from', async () => {
    const page = await console.open();
    await page.goto(
      `/console/states/executions/${MACHINE_ARN.replace('stateMachine', 'execution')}:escalated?state=Close%20Case`,
    );
    await page.getByText('Engage Tier 2 Support.').first().waitFor();
    await page.getByRole('button', { name: 'Fork' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fork this execution' });
    await dialog.getByText('This execution never entered it.').waitFor();
    await replaceText(page, 'Input of the state', '{"Case": "001", "Status": 1, "Message": "Forked: "}');
    await dialog.getByLabel('Name - optional').fill('forked');
    await dialog.getByRole('button', { name: 'Start fork' }).click();
    await page.getByRole('heading', { name: 'forked', level: 1 }).waitFor();
    await page.getByText('Forked from').waitFor();
    await page.getByRole('link', { name: 'escalated' }).waitFor();
    await page.getByRole('tab', { name: 'Output' }).first().click();
    await page.getByText('"Message": "Forked: closed."').first().waitFor();
  });

  test('a refusal names the lack of a statement, one button adds the smallest permission, and the execution is redriven', async () => {
    await parts.takePolicyAway();
    const page = await console.open();
    await page.goto(`/console/states/executions/${await parts.execute('refused')}`);
    await page.getByText('No statement of any policy allows it').first().waitFor();
    await page.getByRole('button', { name: 'Add this permission to the role' }).first().click();
    await page.getByText('step_functions_basic_execution may now lambda:InvokeFunction.').waitFor();
    await page.getByRole('button', { name: 'Permission added' }).first().waitFor();
    await page.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('The execution goes on where it failed.').waitFor();
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Open Case,.*Succeeded/ }).waitFor();
    await page.getByText('ExecutionRedriven', { exact: true }).waitFor();
  });
});
