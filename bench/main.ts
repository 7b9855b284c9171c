/**
 * `npm run bench`: measures the built Stepwell on SQLite on disk with real function processes, prints a table and writes
 * bench/results.json. `--only start-up,executions-1` runs single parts, `--quick` shortens them all, `--folder` names another
 * disk.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureConsole } from './console.ts';
import { measureDistributedMaps, measureMillionItems } from './distributed-map.ts';
import type { Figure } from './figure.ts';
import { measureColdStarts, measureThroughput } from './functions.ts';
import { measureHostileJsonata } from './hostile-jsonata.ts';
import { measureInlineMap } from './inline-map.ts';
import { measureInterpreter } from './interpreter.ts';
import { measureExecutions, measureInvocations, measureStartUp, type Settings } from './measurements.ts';
import { measureSearch } from './search.ts';

// The SDK's word on the Node.js versions of its future would stand amid the table.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const PARTS: Readonly<Record<string, (settings: Settings) => Promise<readonly Figure[]>>> = {
  'start-up': measureStartUp,
  invocations: measureInvocations,
  'functions-start': measureColdStarts,
  'functions-throughput': measureThroughput,
  'executions-1': (settings) => measureExecutions(1, settings),
  'executions-16': (settings) => measureExecutions(16, settings),
  'executions-128': (settings) => measureExecutions(128, settings),
  interpreter: measureInterpreter,
  'inline-map': measureInlineMap,
  'distributed-map': measureDistributedMaps,
  'million-items': measureMillionItems,
  'hostile-jsonata': measureHostileJsonata,
  search: measureSearch,
  console: measureConsole,
};

/** Measured only when they are named. */
const LONG_PARTS = new Set(['million-items']);

/** First targets, for two cores. */
const TARGETS: Readonly<Record<string, string>> = {
  'ready after': 'under 500',
  'process: cold start by node -e 0': 'under 1.5',
  'bwrap: cold start by node -e 0': 'under 1.5',
  'process: warm overhead: p50': 'under 0.5',
  'bwrap: warm overhead: p50': 'under 0.5',
  'process: invocations, one function': 'over 8000',
  'bwrap: invocations, one function': 'over 8000',
  'call center, 1 at a time': 'over 150',
  'call center, 1 at a time: p50': 'under 7',
  'call center, 128 at a time': 'over 1000',
  'call center, 128 at a time: server memory, highest': 'under 150',
  'console: page of an execution usable, first visit': 'under 1500',
  'console: layout of 1,000 states': 'under 100',
  'hostile JSONata: timer held up at most': 'under 50',
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    // Not the system's temporary folder, which may be memory.
    folder: { type: 'string', default: fileURLToPath(new URL('../.stepwell', import.meta.url)) },
    help: { type: 'boolean' },
  },
});
const names = options.only?.split(',') ?? Object.keys(PARTS).filter((name) => !LONG_PARTS.has(name));
const unknown = names.filter((name) => !(name in PARTS));
if (options.help || unknown.length > 0) {
  for (const name of unknown) console.error(`There is no part "${name}".`);
  console.log(`npm run bench -- [--quick] [--only PART,PART] [--folder DIR]\nParts: ${Object.keys(PARTS).join(', ')}`);
  process.exit(unknown.length > 0 ? 1 : 0);
}

const machine = { cores: cpus().length, cpu: cpus()[0]?.model, node: process.version, platform: process.platform };
console.log(`${machine.cores} cores (${machine.cpu}), Node.js ${machine.node}, SQLite on disk\n`);
const figures: Figure[] = [];
for (const name of names) {
  const measured = await PARTS[name]!(options);
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
