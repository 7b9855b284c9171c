/** Step 4 of the tutorial: functions from scratch, with code pasted into the inline editor, saved and tested. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { choose, openService, replaceText } from './gestures.ts';
import { FUNCTION_NAMES, FUNCTION_ROLE, functionArn, functionSource } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('step 4: create the functions', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('five functions: the first with a custom role, the others with the role that is there then', async () => {
    const page = await console.open();
    await page.goto('/console/');
    await openService(page, 'Lambda', 'Lambda');
    for (const [i, name] of FUNCTION_NAMES.entries()) {
      await page.getByRole('link', { name: 'Create function' }).first().click();
      await page.getByRole('radio', { name: 'Author from scratch' }).check();
      await page.getByLabel('Name').fill(name);
      await choose(page, /^Runtime/, 'Node.js 4.3');
      if (i === 0) {
        await choose(page, /^Role/, 'Create a custom role');
        expect(await page.getByLabel('Role name').inputValue()).toBe(FUNCTION_ROLE);
        await page.getByRole('button', { name: 'Allow', exact: true }).click();
        await page.getByRole('button', { name: new RegExp(`Existing role.*${FUNCTION_ROLE}`) }).waitFor();
      } else {
        await choose(page, /^Existing role/, FUNCTION_ROLE);
      }
      await page.getByRole('button', { name: 'Create function' }).click();
      await page.getByText(functionArn(name)).first().waitFor();
      await replaceText(page, 'Function code: index.js', functionSource(name));
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText(`${name} is saved.`).waitFor();
      await page.getByRole('link', { name: 'Functions' }).first().click();
    }
    await page.getByText('Showing 5 results').waitFor();
    for (const name of FUNCTION_NAMES) await page.getByRole('link', { name, exact: true }).waitFor();
  });

  test('Test shows the result with the tail of the log, and the event is there the next time', async () => {
    const page = await console.open();
    await page.goto(`/console/lambda/${FUNCTION_NAMES[0]}`);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByLabel('Event name').fill('Case001');
    await replaceText(page, 'Event', '{"inputCaseID":"001"}');
    await page.getByRole('button', { name: 'Save event' }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Execution result: succeeded').waitFor();
    await page.getByText('"Case 001: opened..."').waitFor();
    await page.getByText(/START RequestId/).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Test event.*Case001/ }).waitFor();
  });

  test('a second file is saved and read back', async () => {
    const page = await console.open();
    await page.goto(`/console/lambda/${FUNCTION_NAMES[1]}`);
    await page.getByRole('button', { name: 'New file' }).click();
    await page.getByLabel('Name of the new file').fill('words.js');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await replaceText(page, 'Function code: words.js', "exports.word = 'assigned...';");
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('is saved.').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'words.js' }).click();
    await page.getByText("'assigned...'").waitFor();
  });
});
