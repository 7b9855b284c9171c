/** `stepwell why`: what was denied lately, and the statement that would allow it. */
import { type Command, createCommand } from 'commander';
import { addConnectionOptions, type ConnectionFlags, connect } from './connection-options.ts';
import { parseCount } from './option-values.ts';

interface WhyFlags extends ConnectionFlags {
  readonly last: number;
  readonly principal?: string;
  readonly execution?: string;
}

const HELP = `
A server remembers the last thousand different denials until it ends. With --iam audit, what would have been denied is among them.

Example:
  $ stepwell why --last 1`;

export function whyCommand(): Command {
  const command = createCommand('why')
    .description('Explain what was denied lately, and what would allow it.')
    .option('--last <count>', 'so many denials, the latest first', parseCount, 10)
    .option('--principal <arn>', 'only those of this role, user or service')
    .option('--execution <arn>', 'only those of tasks of this execution')
    .addHelpText('after', HELP)
    .action(why);
  return addConnectionOptions(command);
}

async function why({ endpoint, region, ...selection }: WhyFlags): Promise<void> {
  const [{ latestDenials }, { describeDenial }] = await Promise.all([
    import('./why/latest-denials.ts'),
    import('./why/describe-denial.ts'),
  ]);
  const denials = await latestDenials(await connect({ endpoint, region }), selection);
  const texts = denials.map((denial) => describeDenial(denial).join('\n'));
  console.log(texts.length === 0 ? 'Nothing was denied.' : texts.join('\n\n'));
}
