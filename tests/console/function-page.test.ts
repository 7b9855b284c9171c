/** What else the page of a function has: Throttle, Qualifiers, and code from an object store. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { choose } from './gestures.ts';
import { FUNCTION_NAMES, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('the page of a function', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
    const parts = tutorialParts(console.url);
    await parts.makeBothRoles();
    await parts.makeFunctions();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('Throttle turns every invocation away until it is taken back', async () => {
    const page = await console.open();
    const name = FUNCTION_NAMES[0]!;
    await page.goto(`/console/lambda/${name}`);
    await page.getByRole('button', { name: 'Throttle', exact: true }).click();
    await page.getByText(`${name} is throttled: every invocation is turned away.`).waitFor();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByLabel('Event name').fill('Refused');
    await page.getByRole('button', { name: 'Save event' }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Rate Exceeded.').first().waitFor();
    await page.getByRole('button', { name: 'Stop throttling' }).click();
    await page.getByText(`${name} may be invoked again.`).waitFor();
    await page.getByRole('button', { name: 'Throttle', exact: true }).waitFor();
    // The refused invocation, tried once more by the SDK, is what this test is about.
    expect(console.takeComplaints().every((complaint) => complaint.includes(' 429 '))).toBe(true);
  });

  test('Qualifiers lists the versions and aliases there are', async () => {
    const page = await console.open();
    await page.goto(`/console/lambda/${FUNCTION_NAMES[1]}`);
    await page.getByRole('button', { name: 'Qualifiers' }).click();
    const dialog = page.getByRole('dialog', { name: 'Qualifiers' });
    await dialog.getByText('$LATEST').waitFor();
    await dialog.getByText('None').waitFor();
  });

  test('code comes from an object store, and an object that is not there is said to be missing', async () => {
    const page = await console.open();
    await page.goto(`/console/lambda/${FUNCTION_NAMES[2]}`);
    await choose(page, /^Code entry type/, 'A .zip file in an object store');
    await page.getByLabel('Bucket').fill('deployments');
    await page.getByLabel('Key', { exact: true }).fill('absent.zip');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByText(/Exception/)
      .first()
      .waitFor();
    expect(console.takeComplaints()).toHaveLength(1);
  });
});
