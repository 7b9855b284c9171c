/** axe on every page, light and dark. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { findings } from './axe.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { distributedExecutionArn, executeDistributed } from './distributed-machine.ts';
import { consolePages, openConsolePage } from './pages.ts';
import { MACHINE_NAME, tutorialParts } from './tutorial-parts.ts';

const EXECUTION_NAME = 'seen';
const EXECUTION_ARN = `arn:aws:states:us-east-1:000000000000:execution:${MACHINE_NAME}:${EXECUTION_NAME}`;

const MODES = ['light', 'dark'] as const;

describe.skipIf(skips('console'))('accessibility', () => {
  let console: ConsoleUnderTest;
  /** Kept for all tests, so that the console's files are read once. */
  let pages: Readonly<Record<(typeof MODES)[number], Page>>;
  beforeAll(async () => {
    console = await openConsole();
    const parts = tutorialParts(console.url);
    await parts.makeAll();
    await parts.decide(0);
    await parts.execute(EXECUTION_NAME);
    await executeDistributed(parts, EXECUTION_NAME);
    pages = { light: await console.open(), dark: await console.open({ colorScheme: 'dark' }) };
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test.each(consolePages(EXECUTION_ARN, distributedExecutionArn(EXECUTION_NAME)))(
    'axe finds nothing on the page $name, light or dark',
    async (opened) => {
      for (const mode of MODES) {
        const page = pages[mode];
        await openConsolePage(page, opened);
        expect(await findings(page)).toEqual([]);
      }
    },
  );

  test('pages are found and opened with the keyboard alone', async () => {
    const page = await console.open();
    await page.goto('/console/');
    await page.getByText('In this region').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('input[aria-label="Find a page, resource or action"]:focus').waitFor();
    await page.keyboard.type('functions');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Functions', level: 1 }).waitFor();
  });
});
