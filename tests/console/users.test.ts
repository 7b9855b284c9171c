/** Users and groups: made, put together, and given keys, in the browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { choose } from './gestures.ts';

describe.skipIf(skips('console'))('users and groups', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('a user gets a group, a policy and an access key, and goes again with all of it', async () => {
    const page = await console.open();
    await page.goto('/console/iam/users');
    await page.getByLabel('Name of the new user').fill('alice');
    await page.getByRole('button', { name: 'Create user' }).click();
    await page.getByRole('link', { name: 'alice' }).waitFor();

    await page.getByRole('link', { name: 'Groups' }).first().click();
    await page.getByLabel('Name of the new group').fill('operators');
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.getByRole('link', { name: 'operators' }).click();
    await choose(page, /^User to add/, 'alice');
    await page.getByRole('button', { name: 'Add', exact: true }).click();

    await page.getByRole('link', { name: 'alice' }).click();
    await page.getByRole('link', { name: 'operators' }).waitFor();
    await choose(page, /^Policy to attach/, 'AWSStepFunctionsFullAccess');
    await page.getByRole('button', { name: 'Attach', exact: true }).click();
    await page.getByRole('link', { name: 'AWSStepFunctionsFullAccess' }).waitFor();
    await page.getByRole('button', { name: 'Create access key' }).click();
    await page.getByText('Keep the secret now').waitFor();
    await page.getByRole('button', { name: 'Copy secret access key' }).waitFor();

    await page.getByRole('link', { name: 'Users' }).first().click();
    await page.getByRole('checkbox', { name: 'Select alice' }).check();
    await page.getByRole('button', { name: 'Delete user' }).click();
    await page.getByRole('button', { name: 'Yes, Delete' }).click();
    await page.getByText('There are no users.').waitFor();
  });
});
