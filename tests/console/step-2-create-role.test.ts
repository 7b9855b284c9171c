/** Steps 2 and 3 of the tutorial: a role for Step Functions, its ARN copied, and the state machine made with it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { clipboard, openService, replaceText } from './gestures.ts';
import { definition, MACHINE_ARN, MACHINE_NAME, MACHINE_ROLE, roleArn, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('steps 2 and 3: create a role and give it to the state machine', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('the wizard makes a role, whose ARN is copied and pasted into the new state machine', async () => {
    const machinePage = await console.open();
    await machinePage.goto('/console/states/create');
    await machinePage.getByLabel('Name').fill(MACHINE_NAME);
    await replaceText(machinePage, 'State machine definition', definition());
    await machinePage.getByRole('button', { name: 'Next' }).click();

    const page = await machinePage.context().newPage();
    await page.goto('/console/');
    await openService(page, 'IAM', 'IAM');
    await page.getByRole('link', { name: 'Roles' }).first().click();
    await page.getByRole('link', { name: 'Create role' }).first().click();
    await page.getByRole('radio', { name: 'Step Functions' }).check();
    await page.getByRole('button', { name: 'Next: Permissions' }).click();
    expect(await page.getByRole('checkbox', { name: 'Select AWSLambdaRole', exact: true }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Next: Review' }).click();

    await page.getByLabel('Role name').fill('not a name');
    await page.getByText("Use alphanumeric and '+=,.@-_' characters. Maximum 64 characters.").nth(1).waitFor();
    await page.getByLabel('Role name').fill(MACHINE_ROLE);
    const description = page.getByLabel('Role description');
    expect(await description.inputValue()).toBe('Allows Step Functions to access AWS resources on your behalf.');
    await page.getByText('AWS service: states.amazonaws.com').waitFor();
    await page.getByText('Permissions boundary is not set').waitFor();
    await page.getByRole('button', { name: 'Create role' }).click();

    await page.getByText('Showing 1 result').waitFor();
    await page.getByRole('cell', { name: 'AWS service: states' }).waitFor();
    await page.getByRole('link', { name: MACHINE_ROLE }).click();
    await page.getByRole('button', { name: 'Copy role ARN' }).click();
    expect(await clipboard(page)).toBe(roleArn(MACHINE_ROLE));

    await machinePage.bringToFront();
    await machinePage.getByRole('combobox', { name: 'IAM role ARN' }).fill(roleArn(MACHINE_ROLE));
    await machinePage.keyboard.press('Escape');
    await machinePage.getByRole('button', { name: 'Create state machine' }).click();
    await machinePage.waitForURL(`**/console/states/${MACHINE_ARN}`);
    await machinePage.getByRole('heading', { name: MACHINE_NAME, level: 1 }).waitFor();
  });

  test('a role that does not trust Step Functions is warned of at once', async () => {
    await tutorialParts(console.url).makeRole('for_lambda', 'lambda.amazonaws.com', 'AWSLambdaBasicExecutionRole');
    const page = await console.open();
    await page.goto('/console/states/create');
    await page.getByLabel('Name').fill('Other');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('combobox', { name: 'IAM role ARN' }).fill(roleArn('for_lambda'));
    await page.getByText('This role does not trust Step Functions').waitFor();
    await page.getByRole('combobox', { name: 'IAM role ARN' }).fill(roleArn('nowhere'));
    await page.getByText(`There is no role ${roleArn('nowhere')}`).waitFor();
  });
});
