/** What a visitor does over and over. */
import type { Locator, Page } from 'playwright-core';

/** Clicks "Services", types a few letters, and opens what is found. */
export async function openService(page: Page, typed: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Services' }).click();
  await page.getByRole('searchbox', { name: 'Search services' }).fill(typed);
  await page.getByRole('dialog').getByRole('link', { name, exact: true }).click();
}

/** Selects all of an editor's text and types over it, as a paste does. */
export async function replaceText(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: label, exact: true });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await page.keyboard.press('ControlOrMeta+v');
}

/** Chooses an option of a Cloudscape select by its label, which the name of its button begins with. */
export async function choose(scope: Page | Locator, label: RegExp, option: string): Promise<void> {
  await scope.getByRole('button', { name: label }).first().click();
  await scope.getByRole('option', { name: option }).first().click();
}

/** What was copied last. */
export function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}
