/** Step 5 of the tutorial: the functions' ARNs go into the definition, which is saved after a look at what changed. */
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { openService, replaceText } from './gestures.ts';
import {
  definition,
  FUNCTION_OF_STATE,
  functionArn,
  MACHINE_ARN,
  MACHINE_NAME,
  type TutorialParts,
  tutorialParts,
} from './tutorial-parts.ts';

describe.skipIf(skips('console'))('step 5: populate the workflow', () => {
  let console: ConsoleUnderTest;
  let parts: TutorialParts;
  beforeAll(async () => {
    console = await openConsole();
    parts = tutorialParts(console.url);
    await parts.makeBothRoles();
    await parts.makeFunctions();
    await parts.makeMachine('placeholders');
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('completion offers the functions inside a Resource', async () => {
    const page = await console.open();
    await page.goto(`/console/states/${MACHINE_ARN}/edit`);
    const editor = page.getByRole('textbox', { name: 'State machine definition' });
    // The graph shows the same words.
    await editor.getByText('FUNCTION_NAME').first().click();
    await page.keyboard.press('Control+Space');
    await page.getByRole('option', { name: 'OpenCaseFunction' }).click();
    await editor.getByText(functionArn('OpenCaseFunction')).waitFor();
    expect(await editor.getByText(`"${functionArn('OpenCaseFunction')}"`).count()).toBe(1);
  });

  test('the machine is chosen in the list and edited; the changes are shown before they are saved', async () => {
    const page = await console.open();
    await page.goto('/console/');
    await openService(page, 'Step', 'Step Functions');
    await page.getByRole('checkbox', { name: `Select ${MACHINE_NAME}` }).check();
    await page.getByRole('button', { name: 'Edit' }).click();
    const populated = JSON.parse(definition()) as { States: Record<string, { Resource?: string }> };
    for (const [state, name] of Object.entries(FUNCTION_OF_STATE))
      populated.States[state]!.Resource = functionArn(name);
    await replaceText(page, 'State machine definition', JSON.stringify(populated, null, 2));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const changes = page.getByRole('textbox', { name: 'Changes of the definition' });
    await changes.getByText(functionArn('OpenCaseFunction')).waitFor();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText(`${MACHINE_NAME} is saved.`).waitFor();

    const { definition: saved } = await parts.states.send(
      new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }),
    );
    expect(JSON.parse(saved!)).toEqual(populated);
  });
});
