/** The visual workflow in the browser: it follows the definition, the cursor and the execution, and can be walked and kept. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { replaceText } from './gestures.ts';
import { definition, MACHINE_ARN, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('the visual workflow', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
    await tutorialParts(console.url).makeAll();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('follows each keystroke, and keeps the last good graph while the text is broken', async () => {
    const page = await console.open();
    await page.goto('/console/states/create');
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: 'HelloWorld' }).waitFor();
    await replaceText(page, 'State machine definition', definition());
    await graph.getByRole('button', { name: 'Open Case' }).waitFor();
    await page.getByRole('textbox', { name: 'State machine definition' }).click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('x');
    await page.getByText('1 problem').waitFor();
    await graph.getByRole('button', { name: 'Escalate Case' }).waitFor();
  });

  test('the cursor in the definition and the selection in the graph follow each other', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}/edit`);
    const editor = page.getByRole('textbox', { name: 'State machine definition' });
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: 'Fail, Fail state' }).click();
    await graph.getByRole('button', { name: 'Fail, Fail state', pressed: true }).waitFor();
    await editor.getByText('Engage Tier 2 Support.').waitFor();
    await page.locator('.cm-selected-state', { hasText: '"Fail": {' }).waitFor();
    await editor.getByText('"Escalate Case": {').click();
    await graph.getByRole('button', { name: /^Escalate Case/, pressed: true }).waitFor();
  });

  test('an execution colours the states it went through, and the arrow keys go from one to the next', async () => {
    const parts = tutorialParts(console.url);
    await parts.decide(0);
    const page = await console.open();
    await page.goto(`/console/states/executions/${await parts.startExecution('coloured')}`);
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Escalate Case,.*Succeeded/ }).waitFor();
    await graph.getByRole('button', { name: /^Fail,.*Failed/ }).waitFor();
    expect(await graph.getByRole('button', { name: /^Close Case/ }).getAttribute('aria-label')).not.toContain(
      'Succeeded',
    );

    const step = page.getByRole('region', { name: 'Step details' });
    await graph.getByRole('button', { name: /^Work on Case/ }).click();
    await step.getByText('Step details (Work on Case)').waitFor();
    await page.keyboard.press('ArrowDown');
    await step.getByText('Step details (Is Case Resolved)').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await step.getByText('Step details (Assign Case)').waitFor();
    await page.keyboard.press('Escape');
    await step.getByText('Select a step to view its details').waitFor();
  });

  test('a Parallel closes and opens', async () => {
    const page = await console.open();
    await page.goto('/console/states/create');
    await page.getByRole('button', { name: 'Parallel' }).click();
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: 'Left' }).waitFor();
    await graph.getByRole('button', { name: /Collapse/ }).click();
    await graph.getByRole('button', { name: 'Left' }).waitFor({ state: 'detached' });
    await graph.getByRole('button', { name: /Expand/ }).click();
    await graph.getByRole('button', { name: 'Left' }).waitFor();
  });

  test.each(['svg', 'png'])('is exported as %s', async (kind) => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}/edit`);
    await page.getByRole('button', { name: 'Export the visual workflow' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: `Export as ${kind.toUpperCase()}` }).click();
    const bytes = readFileSync(await (await download).path());
    if (kind === 'svg') expect(bytes.toString()).toContain('>Open Case</text>');
    else expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  });

  test('a machine of 500 states is drawn, with a map of all of it', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `State ${i}`);
    const States = Object.fromEntries(
      names.map((name, i) => [name, { Type: 'Pass', ...(i === 499 ? { End: true } : { Next: names[i + 1] }) }]),
    );
    const page = await console.open();
    await page.goto('/console/states/create');
    await page.getByText('Valid').waitFor();
    await replaceText(page, 'State machine definition', JSON.stringify({ StartAt: names[0], States }));
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: 'State 499, Pass state' }).waitFor();
    await page.locator('.graph-minimap').waitFor();
  });
});
