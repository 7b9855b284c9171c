/**
 * `npm run bench`: measures the built Stepwell on SQLite on disk with real function processes, prints a table and writes
 * bench/results.json. `--only start-up,executions-1` runs single parts, `--quick` shortens them all.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, measureExecutions, measureInvocations, measureStartUp } from './measurements.ts';

const PARTS: Readonly<Record<string, (quick: boolean) => Promise<readonly Figure[]>>> = {
  'start-up': measureStartUp,
  invocations: measureInvocations,
  'executions-1': (quick) => measureExecutions(1, quick),
  'executions-16': (quick) => measureExecutions(16, quick),
  'executions-128': (quick) => measureExecutions(128, quick),
};

/** First targets, for two cores. */
const TARGETS: Readonly<Record<string, string>> = {
  'ready after': 'under 500',
  'call center, 1 at a time': 'over 150',
  'call center, 1 at a time: p50': 'under 7',
  'call center, 128 at a time': 'over 1000',
  'call center, 128 at a time: server memory, highest': 'under 150',
};

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean' } },
});
const names = options.only?.split(',') ?? Object.keys(PARTS);
const unknown = names.filter((name) => !(name in PARTS));
if (options.help || unknown.length > 0) {
  for (const name of unknown) console.error(`There is no part "${name}".`);
  console.log(`npm run bench -- [--quick] [--only PART,PART]\nParts: ${Object.keys(PARTS).join(', ')}`);
  process.exit(unknown.length > 0 ? 1 : 0);
}

const machine = { cores: cpus().length, cpu: cpus()[0]?.model, node: process.version, platform: process.platform };
console.log(`${machine.cores} cores (${machine.cpu}), Node.js ${machine.node}, SQLite on disk\n`);
const figures: Figure[] = [];
for (const name of names) {
  const measured = await PARTS[name]!(options.quick);
  for (const figure of measured) console.log(lineOf(figure));
  figures.push(...measured);
}
const results = { date: new Date().toISOString(), quick: options.quick, machine, figures };
writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);

function lineOf({ name, value, unit }: Figure): string {
  const number = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  const target = TARGETS[name] === undefined ? '' : `  target: ${TARGETS[name]}`;
  return `${name.padEnd(58)} ${number.padStart(7)} ${unit.padEnd(5)}${target}`.trimEnd();
}
