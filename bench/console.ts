/**
 * The console: how soon the page of an execution can be used in a browser that has read nothing before, of a short execution and of
 * one with a long history; and the layout of the graph alone.
 */
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { graphOf, layoutGraph } from '../src/graph/index.ts';
import { type ConsoleUnderTest, openConsole } from '../tests/console/console-server.ts';
import { MACHINE_ROLE, roleArn, tutorialParts } from '../tests/console/tutorial-parts.ts';
import { type Figure, figures } from './figure.ts';
import { quantile } from './quantile.ts';

/** Two events a round for the Pass, two for the Choice. */
const LOOP = JSON.stringify({
  StartAt: 'Count',
  States: {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)', 'max.$': '$.max' }, Next: 'Enough?' },
    'Enough?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericLessThanPath: '$.max', Next: 'Count' }],
      Default: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
});

export async function measureConsole({ quick }: { readonly quick: boolean }): Promise<readonly Figure[]> {
  const console = await openConsole();
  try {
    const parts = tutorialParts(console.url);
    await parts.makeAll();
    await parts.decide(1);
    const short = await parts.execute('short');
    const machine = { name: 'Loop', definition: LOOP, roleArn: roleArn(MACHINE_ROLE) };
    const { stateMachineArn } = await parts.states.send(new CreateStateMachineCommand(machine));
    const rounds = quick ? 1_000 : 6_000;
    const input = JSON.stringify({ n: 0, max: rounds });
    const long = await parts.states.send(new StartExecutionCommand({ stateMachineArn, input }));
    await parts.untilEnded(long.executionArn!);
    const times = quick ? 2 : 5;
    const shortMs = await usableAfterMs(console, short, /^Close Case,.*Succeeded/, times);
    const longMs = await usableAfterMs(console, long.executionArn!, /^Done,.*Succeeded/, times);
    return figures({
      'console: page of an execution usable, first visit': [shortMs, 'ms'],
      [`console: page of an execution of ${4 * rounds} events usable, first visit`]: [longMs, 'ms'],
      'console: layout of 1,000 states': [layoutMs(), 'ms of CPU'],
    });
  } finally {
    await console.close();
  }
}

/** Each time in a context of its own, which has nothing cached. */
async function usableAfterMs(console: ConsoleUnderTest, executionArn: string, state: RegExp, times: number) {
  const measured: number[] = [];
  for (let i = 0; i < times; i++) {
    const page = await console.open();
    const startMs = performance.now();
    await page.goto(`/console/states/executions/${executionArn}`);
    await page.getByRole('button', { name: state }).click();
    await page.getByText(/^Step details \(/).waitFor();
    measured.push(performance.now() - startMs);
    await page.context().close();
  }
  return quantile(measured, 0.5);
}

/** A run of states with a shortcut over every fifth one. */
function layoutMs(): number {
  const nameOf = (i: number) => `State ${Math.min(i, 999)}`;
  const stateOf = (i: number) => {
    if (i === 999) return { Type: 'Succeed' };
    if (i % 5 > 0) return { Type: 'Pass', Next: nameOf(i + 1) };
    return {
      Type: 'Choice',
      Choices: [{ Variable: '$.skip', BooleanEquals: true, Next: nameOf(i + 3) }],
      Default: nameOf(i + 1),
    };
  };
  const States = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [nameOf(i), stateOf(i)]));
  const graph = graphOf({ StartAt: nameOf(0), States });
  for (let i = 0; i < 3; i++) layoutGraph(graph);
  const before = process.cpuUsage();
  for (let i = 0; i < 10; i++) layoutGraph(graph);
  return process.cpuUsage(before).user / 10_000;
}
