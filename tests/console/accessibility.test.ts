/** axe on every page, light and dark; what remains is Cloudscape's own and listed here by name. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { consolePages } from './pages.ts';
import { tutorialParts } from './tutorial-parts.ts';

/** Findings in the markup of Cloudscape's components, which is not ours to change. */
const CLOUDSCAPE = new Set(['aria-allowed-role', 'empty-table-header']);

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** In dark mode only the colours are others. */
const RULES = { light: {}, dark: { runOnly: ['color-contrast'] } } as const;

async function findings(page: Page, mode: keyof typeof RULES): Promise<readonly string[]> {
  const options = JSON.stringify(RULES[mode]);
  const results = (await page.evaluate(
    `(() => { const module = undefined; ${axeSource}; return axe.run(${options}); })()`,
  )) as AxeResults;
  return results.violations
    .filter(({ id }) => !CLOUDSCAPE.has(id))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

describe.skipIf(skips('console'))('accessibility', () => {
  let console: ConsoleUnderTest;
  let executionArn: string;
  beforeAll(async () => {
    console = await openConsole();
    const parts = tutorialParts(console.url);
    await parts.makeAll();
    await parts.decide(0);
    executionArn = await parts.startExecution('seen');
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test.each(['light', 'dark'] as const)('axe finds nothing on any page in %s mode', async (colorScheme) => {
    const page = await console.open({ colorScheme });
    const found: Record<string, readonly string[]> = {};
    for (const { name, path, ready } of consolePages(executionArn)) {
      await page.goto(path);
      await page.getByText(ready).first().waitFor();
      const problems = await findings(page, colorScheme);
      if (problems.length > 0) found[name] = problems;
    }
    expect(found).toEqual({});
  });

  test('the services are found and opened with the keyboard alone', async () => {
    const page = await console.open();
    await page.goto('/console/');
    await page.getByText('In this region').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('input[aria-label="Search services"]:focus').waitFor();
    await page.keyboard.type('lam');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Functions', level: 1 }).waitFor();
  });
});
