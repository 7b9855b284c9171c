/** The editor's tools: renaming a state everywhere, quick fixes, completion, and tests of one state with named cases. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { choose, replaceText } from './gestures.ts';
import { MACHINE_ARN, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('the editor of a definition', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
    const parts = tutorialParts(console.url);
    await parts.makeAll();
    await parts.decide(1);
    await parts.execute('recorded');
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('F2 renames the state under the cursor everywhere', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}/edit`);
    await page.getByText('Valid').waitFor();
    const editor = page.getByRole('textbox', { name: 'State machine definition' });
    await editor.getByText('"Assign Case": {').click();
    await page.keyboard.press('F2');
    await page.getByRole('dialog', { name: 'Rename Assign Case' }).getByLabel('New name').fill('Give Case');
    await page.getByRole('button', { name: 'Rename everywhere' }).click();
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Give Case/ }).waitFor();
    await editor.getByText('"Next": "Give Case"').waitFor();
    await page.getByText('Valid').waitFor();
  });

  test('a problem offers what can be done about it', async () => {
    const page = await console.open();
    await page.goto('/console/states/create');
    const broken = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Secnd' }, Second: { Type: 'Succeed' } } };
    await page.getByText('Valid').waitFor();
    await replaceText(page, 'State machine definition', JSON.stringify(broken, null, 2));
    await page.getByText("Missing 'Next' target: Secnd").waitFor();
    await page.getByRole('button', { name: 'Change it to "Second"' }).click();
    await page.getByText('Valid').waitFor();
  });

  test('completion knows fields, paths and JSONata', async () => {
    const page = await console.open();
    await page.goto('/console/states/create');
    await page.getByText('Valid').waitFor();
    const text =
      '{"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {"Type": "Pass", "Output": "{% $su %}"}}}';
    await replaceText(page, 'State machine definition', text);
    await page.keyboard.press('End');
    for (let i = 0; i < ' %}"}}}'.length; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await page.getByRole('option', { name: /\$sum\(/ }).waitFor();
  });

  test('a state is tested with what an execution recorded, saved as a case, and run again after an edit', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}/edit`);
    await page.getByText('Valid').waitFor();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await choose(page, /^State to test/, 'Work on Case');
    await page.getByRole('button', { name: /Fill from an execution/ }).click();
    await page.getByRole('option', { name: /recorded/ }).click();
    await page.getByRole('textbox', { name: 'State input' }).getByText('opened...assigned...').waitFor();
    await page.getByRole('button', { name: 'Run test' }).click();
    const result = page.getByRole('region', { name: 'Result of the test' });
    await result.getByText('Is Case Resolved').waitFor();
    await result.getByRole('region', { name: 'output of the test' }).getByText('"Status": 1').waitFor();
    await page.getByLabel('Name of the case').fill('A case that is resolved');
    await page.getByRole('button', { name: 'Save case' }).click();
    await page.getByRole('button', { name: 'Run all cases' }).click();
    await page.getByText('As saved').waitFor();
    const editor = page.getByRole('textbox', { name: 'State machine definition' });
    await editor.getByText('"Work on Case": {').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' "OutputPath": "$.Status",');
    await page.getByRole('button', { name: 'Run all cases' }).click();
    await page.getByText('Different from what was saved').waitFor();
  });
});
