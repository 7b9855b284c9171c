/** What one does every day: many executions at once, everything as code, the palette, saved views, and histories from elsewhere. */
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { replaceText } from './gestures.ts';
import { definition, INPUT, MACHINE_ARN, type TutorialParts, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('daily work', () => {
  let console: ConsoleUnderTest;
  let parts: TutorialParts;
  beforeAll(async () => {
    console = await openConsole();
    parts = tutorialParts(console.url);
    await parts.makeAll();
    await parts.decide(1);
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('many executions are started at once, and what was done is there as code', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}`);
    await page.getByRole('button', { name: 'Start execution' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name - optional').fill('batch');
    await replaceText(page, 'Input', INPUT);
    await dialog.getByLabel('How many').fill('5');
    await dialog.getByText('They are named batch-1 to batch-5.').waitFor();
    await dialog.getByRole('button', { name: 'Show as code' }).click();
    await dialog.getByText('aws stepfunctions start-execution').waitFor();
    await dialog.getByRole('button', { name: 'Start execution' }).click();
    await page.getByText('5 executions were started.').waitFor();
    for (let i = 1; i <= 5; i++) await page.getByRole('link', { name: `batch-${i}`, exact: true }).waitFor();

    await page.getByRole('button', { name: 'Code', exact: true }).click();
    const code = page.getByRole('dialog', { name: 'What you did, as code' });
    await code.getByRole('button', { name: 'StartExecution' }).nth(4).waitFor();
    await code.getByRole('button', { name: 'Python' }).first().click();
    await code.getByText('client.start_execution(').waitFor();
  });

  test('the palette finds resources and does things, and a view is saved and found again', async () => {
    const page = await console.open();
    await page.goto('/console/lambda/OpenCaseFunction?tab=monitoring');
    await page.getByRole('tab', { name: 'Monitoring', selected: true }).waitFor();
    const open = async (typed: string) => {
      await page.keyboard.press('Control+k');
      await page.locator('input[aria-label="Find a page, resource or action"]:focus').waitFor();
      await page.keyboard.type(typed);
    };
    await open('save this');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name', { exact: true }).fill('How it opens cases');
    await page.getByRole('button', { name: 'Save view' }).click();
    await open('callcenter');
    await page.getByRole('button', { name: 'CallCenterStateMachine State machine' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'CallCenterStateMachine', level: 1 }).waitFor();
    await open('opens cases');
    await page.getByRole('button', { name: 'How it opens cases Saved view' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Monitoring', selected: true }).waitFor();
  });

  test('the keys are told with ?, and / goes to the search field', async () => {
    const page = await console.open();
    await page.goto('/console/lambda');
    await page.getByText('Showing 5 results').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Find a page, resource or action').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('Close');
    await page.getByText('Showing 1 result').waitFor();
  });

  test('a history exported from elsewhere is replayed, with its definition or without', async () => {
    const executionArn = await parts.execute('exported');
    const { events } = await parts.states.send(new GetExecutionHistoryCommand({ executionArn }));
    const page = await console.open();
    await page.goto('/console/states/import');
    await page.getByLabel('Or pasted text').fill('{"a":1}');
    await page.getByRole('button', { name: 'Import text' }).click();
    await page.getByText('This is neither a history').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'history.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ events })),
    });
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Close Case,.*Succeeded/ }).waitFor();
    await page.getByText('The graph is made from the ways this execution took.').waitFor();
    await page.getByRole('region', { name: 'Time travel' }).getByText('Event 24 of 24').waitFor();
    await page.getByLabel('Or pasted text').fill(definition());
    await page.getByRole('button', { name: 'Import text' }).click();
    await graph.getByRole('button', { name: /^Escalate Case/ }).waitFor();
    await page.getByRole('button', { name: 'Create a state machine from it' }).click();
    await page.getByText('Valid').waitFor();
    await page.getByRole('region', { name: 'Visual workflow' }).getByRole('button', { name: 'Open Case' }).waitFor();
  });
});
