/** An execution looked at from all sides: through time, as a table, as a timeline, inside its Maps, and beside another one. */
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';
import { MACHINE_ROLE, roleArn, type TutorialParts, tutorialParts } from './tutorial-parts.ts';

const ORDERS = JSON.stringify({
  StartAt: 'Price',
  States: {
    Price: {
      Type: 'Pass',
      InputPath: '$.orders',
      Assign: { 'count.$': 'States.ArrayLength($)' },
      ResultPath: '$.priced',
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.orders',
      ItemProcessor: {
        StartAt: 'Pack',
        States: {
          Pack: { Type: 'Pass', Next: 'Heavy' },
          Heavy: {
            Type: 'Choice',
            Choices: [{ Variable: '$.kg', NumericGreaterThan: 5, Next: 'Truck' }],
            Default: 'Van',
          },
          Truck: { Type: 'Pass', End: true },
          Van: { Type: 'Pass', End: true },
        },
      },
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 1, End: true },
  },
});

describe.skipIf(skips('console'))('looking back at executions', () => {
  let console: ConsoleUnderTest;
  let parts: TutorialParts;
  let machineArn: string;
  beforeAll(async () => {
    console = await openConsole();
    parts = tutorialParts(console.url);
    await parts.makeAll();
    const command = new CreateStateMachineCommand({
      name: 'Orders',
      definition: ORDERS,
      roleArn: roleArn(MACHINE_ROLE),
    });
    machineArn = (await parts.states.send(command)).stateMachineArn!;
  });
  afterEach(() => expect(console.takeComplaints()).toEqual([]));
  afterAll(() => console.close());

  async function order(name: string, kilograms: readonly number[]): Promise<string> {
    const input = JSON.stringify({ orders: kilograms.map((kg) => ({ kg })) });
    const { executionArn } = await parts.states.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, name, input }),
    );
    return `/console/states/executions/${executionArn}`;
  }

  test('time travel goes back to any event, in the graph, the details and the events', async () => {
    await parts.decide(1);
    const page = await console.open();
    await page.goto(`/console/states/executions/${await parts.execute('travelled')}?state=Open%20Case`);
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Close Case,.*Succeeded/ }).waitFor();
    const travel = page.getByRole('region', { name: 'Time travel' });
    await travel.getByRole('button', { name: 'To the first event' }).click();
    await travel.getByText('Event 1 of 24: ExecutionStarted').waitFor();
    for (let event = 2; event <= 4; event++) await travel.getByRole('button', { name: 'One event on' }).click();
    await travel.getByText('Event 4 of 24: LambdaFunctionStarted, Open Case').waitFor();
    await graph.getByRole('button', { name: /^Open Case,.*In progress/ }).waitFor();
    await page.getByRole('region', { name: 'Step details' }).getByText('In progress').waitFor();
    await page.getByText('Execution event history (4)').waitFor();
    await travel.getByRole('slider').focus();
    await page.keyboard.press('ArrowRight');
    await travel.getByText('Event 5 of 24').waitFor();
    await travel.getByRole('button', { name: 'Play' }).click();
    await travel.getByText('Event 24 of 24').waitFor();
    await graph.getByRole('button', { name: /^Close Case,.*Succeeded/ }).waitFor();
  });

  test('the table has a row for each visit, the timeline a bar', async () => {
    const page = await console.open();
    await page.goto(await order('tabled', [1, 9]));
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.getByText('Showing 9 results').waitFor();
    await page.getByRole('row', { name: /Truck.*Each #1/ }).waitFor();
    await page.getByRole('button', { name: 'Timeline', exact: true }).click();
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByRole('button', { name: 'Truck #1' }).click();
    await page.getByText('Step details (Truck)').waitFor();
    await page.getByText(/Waiting 1(\.\d+)? s/).waitFor();
    await page.getByText('1 idle stretch is drawn short').waitFor();
    await page.getByText('Shorten idle time').click();
    await page.getByText('1 idle stretch is drawn short').waitFor({ state: 'detached' });
  });

  test('a Map is entered iteration by iteration', async () => {
    const page = await console.open();
    await page.goto(`${await order('iterated', [1, 9, 2])}?state=Each`);
    const step = page.getByRole('region', { name: 'Step details' });
    await step.getByRole('tab', { name: 'Iterations' }).click();
    await step.getByText('3 of 3 iterations have ended').waitFor();
    await step.getByRole('button', { name: '#1' }).click();
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Truck,.*Succeeded/ }).waitFor();
    await graph.getByRole('button', { name: /^Van,(?!.*Succeeded)/ }).waitFor();
    await step.getByRole('button', { name: 'Show all iterations' }).click();
    await graph.getByRole('button', { name: /^Van,.*Succeeded/ }).waitFor();
  });

  test('the data flow of a visit shows each stage, and expressions can be tried on it', async () => {
    const page = await console.open();
    await page.goto(`${await order('flowed', [4])}?state=Price`);
    const step = page.getByRole('region', { name: 'Step details' });
    await step.getByRole('tab', { name: 'Data flow' }).click();
    await step.getByRole('button', { name: 'After InputPath' }).waitFor();
    await step.getByText('worked out again').first().waitFor();
    await step.getByRole('region', { name: 'After ResultPath' }).getByText('+   "priced": [').waitFor();
    await step.getByLabel('Try this path or intrinsic function').fill('States.JsonToString($.orders[0])');
    await step.getByRole('region', { name: 'result of the expression' }).getByText('"{\\"kg\\":4}"').waitFor();
    await step.getByLabel('Try this path or intrinsic function').fill('$.absent');
    await step.getByText(/\$\.absent/).waitFor();
  });

  test('two executions are compared: where they went apart, and what is different', async () => {
    await parts.decide(1);
    const first = await parts.execute('resolved-one');
    await parts.decide(0);
    await parts.execute('escalated-one');
    const page = await console.open();
    await page.goto(`/console/states/executions/${first}`);
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByText('Choose the execution to compare with.').waitFor();
    await page.getByRole('button', { name: /^Second/ }).click();
    await page.getByRole('option', { name: /escalated-one/ }).click();
    await page.getByText('with different output').waitFor();
    const graph = page.getByRole('region', { name: 'Visual workflow' });
    await graph.getByRole('button', { name: /^Close Case,.*Only in the first/ }).waitFor();
    await graph.getByRole('button', { name: /^Escalate Case,.*Only in the second/ }).waitFor();
    await graph.getByRole('button', { name: /^Open Case,.*Alike in both/ }).waitFor();
    const differences = page.getByRole('region', { name: 'Differences' });
    await differences.getByText('Differences (Work on Case)').waitFor();
    await differences.getByText('-   "Status": 1').waitFor();
    await differences.getByText('+   "Status": 0').waitFor();
  });
});
