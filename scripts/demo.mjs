// `npm run demo`: starts Stepwell with a data directory of its own, deploys the call center through the public API, runs it
// until both outcomes were seen, and keeps serving. With `-- --exit` it leaves then: 0 when all was as it should be, else 1.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, styleText } from 'node:util';
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { deploy } from '../examples/call-center/deploy.mjs';
import { historyTable } from './history-table.mjs';
import { startServer } from './server-process.mjs';

// The SDK's word on the Node.js versions of its future would stand amid the output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const INPUT = '{"inputCaseID":"001"}';
const MESSAGE = 'Case 001: opened...assigned...resolved...closed.';

/** The two ways a case may end, as DescribeExecution must show them. */
const OUTCOMES = {
  SUCCEEDED: ({ output }) => isDeepStrictEqual(JSON.parse(output), { Case: '001', Status: 1, Message: MESSAGE }),
  FAILED: ({ error, cause }) => error === undefined && cause === 'Engage Tier 2 Support.',
};

/** Chance decides; that one of the two stays away this often happens once in 2^99 runs. */
const EXECUTIONS_MAX = 100;

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const style = (format, text) => (colours ? styleText(format, text) : text);
const heading = (text) => console.log(`\n${style('bold', text)}`);

const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-demo-'));
const removeData = () => rmSync(dataDir, { recursive: true, force: true });
const server = await startServer(['--data-dir', dataDir]).catch((error) => {
  removeData();
  console.error(error.message);
  process.exit(1);
});

let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  await server.stop();
  removeData();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));

try {
  console.log(`Stepwell is ready: ${style('cyan', server.url)} ${style('dim', `(${Math.round(server.readyMs)} ms)`)}`);
  await demonstrate();
} catch (error) {
  // Ctrl-C takes the server away from under a request.
  if (!ending) console.error(`\n${style('red', 'The demo failed:')} ${error.message}`);
  await end(1);
}
if (process.argv.includes('--exit')) await end(0);
console.log(`\nStill serving at ${style('cyan', server.url)}. Ctrl-C ends it.`);

async function demonstrate() {
  const config = {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  heading('Deploying the call center');
  const stateMachineArn = await deploy(config, (line) => console.log(`  ${line}`));

  heading(`Running it with ${INPUT} until both outcomes were seen`);
  const sfn = new SFNClient(config);
  const seen = new Set();
  for (let count = 1; seen.size < Object.keys(OUTCOMES).length; count++) {
    if (count > EXECUTIONS_MAX) throw new Error(`${EXECUTIONS_MAX} executions all ended ${[...seen]}`);
    const execution = await runCase(sfn, stateMachineArn, `case-001-run-${count}`);
    if (!OUTCOMES[execution.status]?.(execution)) throw new Error(`unexpected: ${JSON.stringify(execution)}`);
    console.log(`  ${execution.name}  ${outcomeText(execution)}`);
    if (seen.has(execution.status)) continue;
    seen.add(execution.status);
    console.log(
      `\n${indent(historyTable(await historyOf(sfn, execution.executionArn), (text) => style('bold', text)))}\n`,
    );
  }
  console.log(`  ${style('green', 'Both outcomes are as they should be.')}`);
}

async function runCase(sfn, stateMachineArn, name) {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: INPUT }));
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await sleep(10);
  }
}

async function historyOf(client, executionArn) {
  const events = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) events.push(...page.events);
  return events;
}

function outcomeText({ status, output, cause }) {
  return status === 'SUCCEEDED' ? `${style('green', status)} ${output}` : `${style('red', status)} cause: ${cause}`;
}

function indent(text) {
  return text.replace(/^/gm, '  ');
}
