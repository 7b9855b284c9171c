/** The interpreter alone, without store, network and functions: a loop that counts, in both query languages. */
import { parseDefinition, runDefinition } from '../src/asl/index.ts';
import { type Figure, figures } from './figure.ts';

const NEXT = { Next: 'Count' };

const DEFINITIONS = {
  JSONPath: {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)', 'max.$': '$.max' }, Next: 'Enough?' },
    'Enough?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericLessThanPath: '$.max', ...NEXT }],
      Default: 'Done',
    },
  },
  JSONata: {
    Count: {
      Type: 'Pass',
      Output: { n: '{% $states.input.n + 1 %}', max: '{% $states.input.max %}' },
      Next: 'Enough?',
    },
    'Enough?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.n < $states.input.max %}', ...NEXT }],
      Default: 'Done',
    },
  },
};

export async function measureInterpreter({ quick }: { readonly quick: boolean }): Promise<readonly Figure[]> {
  const measured: Figure[] = [];
  for (const [language, states] of Object.entries(DEFINITIONS)) {
    const States = { ...states, Done: { Type: 'Succeed' } };
    const text = JSON.stringify({ QueryLanguage: language, StartAt: 'Count', States });
    await countTo(text, 2_000);
    const rounds = quick ? 10_000 : 50_000;
    const before = process.cpuUsage();
    await countTo(text, rounds);
    const { user, system } = process.cpuUsage(before);
    const name = `interpreter alone, ${language}: transitions`;
    measured.push(...figures({ [name]: [(2 * rounds * 1_000_000) / (user + system), 'per second of CPU'] }));
  }
  return measured;
}

async function countTo(definition: string, max: number): Promise<void> {
  const { machine } = parseDefinition(definition);
  if (machine === undefined) throw new Error('the definition of the benchmark is wrong');
  const { status } = await runDefinition(machine, { type: 'EXPRESS', input: { n: 0, max } });
  if (status !== 'SUCCEEDED') throw new Error(`the loop ended as ${status}`);
}
