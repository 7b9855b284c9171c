/** Versions and aliases of a state machine and of a function; Map Runs with their child executions. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { distributedExecutionArn, executeDistributed } from './distributed-machine.ts';
import { choose } from './gestures.ts';
import { MACHINE_ARN, type TutorialParts, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('versions, aliases and Map Runs', () => {
  let console: ConsoleUnderTest;
  let parts: TutorialParts;
  beforeAll(async () => {
    console = await openConsole();
    parts = tutorialParts(console.url);
    await parts.makeAll();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  async function publishAndAlias(page: Page): Promise<void> {
    await page.getByRole('tab', { name: 'Versions and aliases' }).click();
    await page.getByRole('button', { name: 'Publish version' }).click();
    await page.getByText('A version was published.').waitFor();
    await page.getByRole('checkbox', { name: 'Select version 1' }).waitFor();
    await page.getByRole('button', { name: 'Create alias' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create alias' });
    await dialog.getByLabel('Name').fill('live');
    await choose(dialog, /^Version/, '1');
    await dialog.getByRole('button', { name: 'Save alias' }).click();
    await page.getByText('live is saved.').waitFor();
    await page.getByRole('row', { name: /live.*1/ }).waitFor();
  }

  async function deleteAlias(page: Page): Promise<void> {
    await page.getByRole('checkbox', { name: 'Select live' }).check();
    await page.getByRole('button', { name: 'Delete', exact: true }).last().click();
    await page.getByRole('dialog', { name: 'Delete aliases?' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There are no aliases.').waitFor();
  }

  test('of a state machine', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}`);
    await publishAndAlias(page);
    await deleteAlias(page);
  });

  test('durations of its states over its executions', async () => {
    await parts.execute('measured');
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}`);
    await page.getByRole('tab', { name: 'Durations' }).click();
    await page.getByText('Of the latest 1 executions that have ended:').waitFor();
    await page.getByRole('row', { name: /Open Case 1 0/ }).waitFor();
  });

  test('of a function', async () => {
    const page = await console.open();
    await page.goto('/console/lambda/OpenCaseFunction');
    await publishAndAlias(page);
    await deleteAlias(page);
  });

  test('a Map Run shows its progress and leads to its child executions', async () => {
    await executeDistributed(parts, 'packed');
    const page = await console.open();
    await page.goto(`/console/states/executions/${distributedExecutionArn('packed')}?state=Each`);
    await page.getByRole('link', { name: 'Progress and child executions' }).click();
    await page.getByText('3 of 3 items are done').waitFor();
    await page.getByText('Showing 3 results').waitFor();
    await page.getByRole('table').getByRole('link').first().click();
    await page
      .getByRole('region', { name: 'Visual workflow' })
      .getByRole('button', { name: /^Pack,.*Succeeded/ })
      .waitFor();
  });
});
