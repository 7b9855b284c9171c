/** The activities page: making one, and taking it away again. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';

describe.skipIf(skips('console'))('activities', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('one is created, listed with its ARN, and deleted', async () => {
    const page = await console.open();
    await page.goto('/console/states/activities');
    await page.getByText('There are no activities in this region.').waitFor();
    await page.getByLabel('Name').fill('approve-order');
    await page.getByRole('button', { name: 'Create activity' }).click();
    await page.getByText('The activity approve-order was created.').waitFor();
    await page.getByText('arn:aws:states:us-east-1:000000000000:activity:approve-order').waitFor();
    await page.getByRole('checkbox', { name: 'Select approve-order' }).check();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('There are no activities in this region.').waitFor();
  });
});
