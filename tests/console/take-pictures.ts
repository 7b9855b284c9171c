/** Pictures of every page, light and dark, wide and narrow: `npx tsx tests/console/take-pictures.ts FOLDER [NAME...]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openConsole } from './console-server.ts';
import { distributedExecutionArn, executeDistributed } from './distributed-machine.ts';
import { consolePages, openConsolePage } from './pages.ts';
import { tutorialParts } from './tutorial-parts.ts';

const WIDTHS = { wide: 1440, narrow: 420 } as const;

const [folder = 'pictures', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const console = await openConsole();
try {
  const parts = tutorialParts(console.url);
  await parts.makeAll();
  await parts.decide(0);
  await parts.execute('escalated');
  await parts.decide(1);
  const executionArn = await parts.execute('resolved');
  await executeDistributed(parts, 'packed');
  const everyPage = consolePages(executionArn, distributedExecutionArn('packed'));
  const pages = everyPage.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, pixels] of Object.entries(WIDTHS)) {
      const page = await console.open({ colorScheme, viewport: { width: pixels, height: 900 } });
      for (const opened of pages) {
        // A page that never gets ready is a picture worth seeing.
        await openConsolePage(page, opened).catch(() => undefined);
        await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
        await page.screenshot({ path: join(folder, `${opened.name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await page.context().close();
    }
  }
} finally {
  await console.close();
}
