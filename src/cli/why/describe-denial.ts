/** A denial in words: what was asked, why it was refused, and what to add or to take away. */
import type { DenialItem } from '../../base/stepwell-api.ts';
import { style } from '../terminal/style.ts';

/** Lines. */
export function describeDenial(denial: DenialItem): readonly string[] {
  const { principalArn, action, resource, sourceArn, message, count, lastDate, enforced } = denial;
  const times = count === 1 ? '' : `, ${count} times`;
  const outcome = enforced ? 'denied' : 'would have been denied';
  return [
    `${style('bold', `${timeText(lastDate)}  ${action}`)}  ${outcome}${times}`,
    `  who       ${principalArn}`,
    `  resource  ${resource}`,
    ...(sourceArn === undefined ? [] : [`  for       ${sourceArn}`]),
    `  why       ${reasonOf(message)}`,
    ...denial.deniedBy.flatMap(({ policyType, policy, statement }) => [
      `  ${policy} denies it, as ${policyType}, until this is taken out or narrowed:`,
      ...jsonLines(statement),
    ]),
    ...denial.remedies.flatMap(({ policyType, resourceArn, statement }) => [
      `  This, added to ${article(policyType)} ${policyType} of ${resourceArn}, would allow it:`,
      ...jsonLines(statement),
    ]),
  ];
}

/** AWS's message repeats who, what and on which resource before it comes to the reason. */
function reasonOf(message: string): string {
  return /\b(?:because|with an explicit deny) .*$/s.exec(message)?.[0] ?? message;
}

function article(policyType: string): string {
  return policyType.startsWith('identity') ? 'an' : 'the';
}

function jsonLines(text: string): readonly string[] {
  return JSON.stringify(JSON.parse(text), null, 2)
    .split('\n')
    .map((line) => `    ${line}`);
}

/** In local time. */
function timeText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('sv-SE');
}
