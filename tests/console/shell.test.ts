/** The frame around the pages: region, light and dark, narrow windows, and a server that went away. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { MACHINE_NAME, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('the frame around the pages', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
    await tutorialParts(console.url).makeAll();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('resources belong to a region, which is chosen at the top and remembered', async () => {
    const page = await console.open();
    await page.goto('/console/states');
    await page.getByRole('link', { name: MACHINE_NAME }).waitFor();
    await page.getByRole('button', { name: 'Region: us-east-1' }).click();
    await page.getByRole('menuitem', { name: 'eu-west-1' }).click();
    await page.getByText('There are no state machines in this region.').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Region: eu-west-1' }).waitFor();
  });

  test('light and dark are switched at the top and remembered', async () => {
    const page = await console.open();
    await page.goto('/console/');
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    await page.locator('.awsui-dark-mode').first().waitFor({ state: 'attached' });
    await page.reload();
    await page.getByRole('button', { name: 'Light', exact: true }).waitFor();
  });

  test('a narrow window has all of it behind its menus', async () => {
    const page = await console.open({ viewport: { width: 420, height: 900 } });
    await page.goto('/console/');
    await page.getByText('In this region').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420);
    await page.getByRole('button', { name: 'Open navigation' }).click();
    await page.getByRole('link', { name: 'Functions' }).click();
    await page.getByRole('heading', { name: 'Functions', level: 1 }).waitFor();
  });

  test('a state machine that does not exist is said not to', async () => {
    const page = await console.open();
    await page.goto('/console/states/arn:aws:states:us-east-1:000000000000:stateMachine:Nothing');
    await page.getByText('StateMachineDoesNotExist').first().waitFor();
    await page.getByRole('link', { name: 'Back to the state machines' }).waitFor();
    const refusals = console.takeComplaints();
    expect(refusals.every((refusal) => refusal.includes('StateMachineDoesNotExist'))).toBe(true);
  });
});
