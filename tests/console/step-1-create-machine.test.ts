/** Step 1 of the tutorial: a definition, and its graph beside it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { replaceText } from './gestures.ts';
import { definition, MACHINE_NAME } from './tutorial-parts.ts';

const SNIPPETS = [
  'Hello world',
  'Wait state',
  'Retry failure',
  'Catch failure',
  'Parallel',
  'Choice state',
  'Map state',
  'Call center',
];

describe.skipIf(skips('console'))('step 1: create a state machine', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('"Author with code snippets", a name, a pasted definition with placeholder ARNs, then Next', async () => {
    const page = await console.open();
    await page.goto('/');
    await page.getByRole('link', { name: 'Create state machine' }).click();
    await page.getByRole('radio', { name: 'Author with code snippets' }).check();
    await page.getByLabel('Name').fill(MACHINE_NAME);
    await replaceText(page, 'State machine definition', definition());
    await page.getByText('Valid').waitFor();
    await page.getByRole('button', { name: 'Refresh the visual workflow' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(`${MACHINE_NAME}: its role and settings`).waitFor();
  });

  test('problems are listed with their places while one types, and Next waits', async () => {
    const page = await console.open();
    await page.goto('/console/states/create');
    await page.getByLabel('Name').fill('Broken');
    await replaceText(
      page,
      'State machine definition',
      definition().replace('"Next": "Assign Case"', '"Next": "Asign Case"'),
    );
    const problems = page.getByRole('list', { name: 'Problems of the definition' });
    await problems.getByText('/States/Open Case/Next').waitFor();
    expect(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled()).toBe(true);

    await replaceText(page, 'State machine definition', '{ "StartAt": ');
    await problems.getByText('line 1').waitFor();
  });

  test('each snippet is a valid definition', async () => {
    const page = await console.open();
    await page.goto('/console/states/create');
    for (const snippet of SNIPPETS) {
      await replaceText(page, 'State machine definition', '{}');
      await page.getByText('problem').first().waitFor();
      await page.getByRole('button', { name: snippet }).click();
      await page.getByText('Valid').waitFor();
    }
  });
});
