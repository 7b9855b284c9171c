// `npm run demo`: starts Stepwell with a data directory of its own, deploys the call center and runs it with the commands
// anyone would use, until both outcomes were seen, and keeps serving. With `-- --exit` it leaves then: 0 when all was as it
// should be, else 1.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { startServer } from './server-process.mjs';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const example = fileURLToPath(new URL('../examples/call-center', import.meta.url));

const STATE_MACHINE = 'CallCenterStateMachine';
const INPUT = '{"inputCaseID":"001"}';
const CLOSED = '{"Case":"001","Status":1,"Message":"Case 001: opened...assigned...resolved...closed."}';

/** The two ways a case may end: what `stepwell run` says last, by its exit code. */
const OUTCOMES = new Map([
  [0, { name: 'closed', lastLine: CLOSED }],
  [2, { name: 'escalated', lastLine: 'cause: Engage Tier 2 Support.' }],
]);

/** Chance decides; that one of the two stays away this often happens once in 2^99 runs. */
const EXECUTIONS_MAX = 100;

const colours = process.stdout.isTTY && process.stdout.hasColors();
const style = (format, text) => (colours ? styleText(format, text) : text);

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
console.log(`\nStill serving; see it in the console: ${style('cyan', `${server.url}/console/`)}. Ctrl-C ends it.`);

async function demonstrate() {
  heading(`stepwell deploy examples/call-center --name ${STATE_MACHINE}`);
  const deployed = await stepwell('deploy', example, '--name', STATE_MACHINE);
  if (deployed.code !== 0) throw new Error(deployed.complaint);
  console.log(deployed.text);

  const seen = new Set();
  for (let count = 1; seen.size < OUTCOMES.size; count++) {
    if (count > EXECUTIONS_MAX) throw new Error(`${EXECUTIONS_MAX} executions all ended ${[...seen]}`);
    const name = `case-001-run-${count}`;
    heading(`stepwell run ${STATE_MACHINE} --input '${INPUT}' --name ${name}`);
    const { code, text, complaint } = await stepwell('run', STATE_MACHINE, '--input', INPUT, '--name', name);
    const outcome = OUTCOMES.get(code);
    if (outcome === undefined || !text.endsWith(`\n${outcome.lastLine}`)) throw new Error(complaint || text);
    console.log(seen.has(outcome.name) ? style('dim', `${outcome.name} again`) : text);
    seen.add(outcome.name);
  }
  console.log(`\n${style('green', 'Both outcomes are as they should be.')}`);
}

/** Runs a command against the server. */
async function stepwell(...args) {
  const child = spawn(process.execPath, [main, ...args, '--endpoint', server.url, '--region', 'us-east-1']);
  let text = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    complaint += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, text: text.trim(), complaint: complaint.trim() };
}

function heading(command) {
  console.log(`\n${style('bold', `$ ${command}`)}`);
}
