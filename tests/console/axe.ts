/** What axe finds on a page; what remains of every page is Cloudscape's own and listed here by name. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Findings in the markup of Cloudscape's components, which is not ours to change. */
const CLOUDSCAPE = new Set(['aria-allowed-role', 'empty-table-header']);

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function findings(page: Page): Promise<readonly string[]> {
  const results = (await page.evaluate(
    `(() => { const module = undefined; ${axeSource}; return axe.run(); })()`,
  )) as AxeResults;
  return results.violations
    .filter(({ id }) => !CLOUDSCAPE.has(id))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
