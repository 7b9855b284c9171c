/** Step 7 of the tutorial: everything it made is deleted, piece by piece or at once; and the guide that leads through it all. */
import { CreateStateMachineCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { openService } from './gestures.ts';
import { FUNCTION_NAMES, FUNCTION_ROLE, MACHINE_NAME, MACHINE_ROLE, roleArn, tutorialParts } from './tutorial-parts.ts';

describe.skipIf(skips('console'))('step 7: terminate your resources', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
    await tutorialParts(console.url).makeAll();
  });
  // What is on show may be asked for once more just after it is gone.
  afterEach(() => {
    const isGone = /DoesNotExist|ResourceNotFound|NoSuchEntity/;
    expect(console.takeComplaints().filter((complaint) => !isGone.test(complaint))).toEqual([]);
  });
  afterAll(() => console.close());

  test('a machine whose execution still runs is DELETING until that has ended', async () => {
    const { states } = tutorialParts(console.url);
    const definition = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } });
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({ name: 'Waiting', definition, roleArn: roleArn(MACHINE_ROLE) }),
    );
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));
    const page = await console.open();
    await page.goto('/console/states');
    await page.getByRole('checkbox', { name: 'Select Waiting' }).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete state machine' }).click();
    await page
      .getByRole('row', { name: /Waiting/ })
      .getByText('DELETING')
      .waitFor();
    await states.send(new StopExecutionCommand({ executionArn }));
    await page.getByRole('link', { name: 'Waiting' }).waitFor({ state: 'detached' });
  });

  test('the machine, then the functions, then both roles', async () => {
    const page = await console.open();
    await page.goto('/console/states');
    await page.getByRole('checkbox', { name: `Select ${MACHINE_NAME}` }).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete state machine' }).click();
    await page.getByText('There are no state machines in this region.').waitFor();

    await openService(page, 'Lambda', 'Lambda');
    for (const name of FUNCTION_NAMES) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('There are no functions in this region.').waitFor();

    await openService(page, 'IAM', 'IAM');
    await page.getByRole('link', { name: 'Roles' }).first().click();
    for (const name of [MACHINE_ROLE, FUNCTION_ROLE])
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('button', { name: 'Delete role' }).click();
    await page.getByText('detaches AWSLambdaRole').waitFor();
    await page.getByRole('button', { name: 'Yes, Delete' }).click();
    await page.getByText('There are no roles.').waitFor();
  });

  test('in a hurry: the finished example is deployed, run, and taken away again', async () => {
    const page = await console.open();
    await page.goto('/console/');
    await page.getByRole('button', { name: 'Deploy the finished example' }).first().click();
    await page.getByRole('heading', { name: MACHINE_NAME, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Start execution' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start execution' }).click();
    await page.getByRole('cell', { name: /^Execution(Succeeded|Failed)$/ }).waitFor();

    await page.getByRole('button', { name: 'Open the guide' }).click();
    await page.getByRole('button', { name: 'Delete what this tutorial made' }).click();
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('What the tutorial made is deleted.').waitFor();
    await page.goto('/console/iam/roles');
    await page.getByText('There are no roles.').waitFor();
  });
});

describe.skipIf(skips('console'))('the guide', () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await openConsole();
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  test('ticks off what is done, wherever it was done, and leads to what comes next', async () => {
    const parts = tutorialParts(console.url);
    const page = await console.open();
    await page.goto('/console/');
    await page.getByRole('button', { name: 'Start the guide' }).click();
    const guide = page.getByRole('complementary', { name: 'Guide' });
    const done = (title: string) => guide.getByRole('button', { name: `Done${title}` });
    await guide.getByRole('link', { name: 'Create a state machine' }).click();
    await page.getByRole('heading', { name: 'Create state machine', level: 1 }).waitFor();

    await parts.makeBothRoles();
    await done('2. Create a role').waitFor();
    await parts.makeFunctions();
    await parts.makeMachine('functions');
    await parts.decide(1);
    await parts.execute('resolved');
    await parts.decide(0);
    await parts.execute('escalated');
    for (const title of [
      '1. Create a state machine',
      '3. Give the role to the state machine',
      '4. Create five functions',
      '5. Populate the workflow',
    ])
      await done(title).waitFor();
    await done('6. Execute the workflow').waitFor();
  });
});
