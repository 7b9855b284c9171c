/**
 * Placeholders in definitions and policies: what a folder cannot know before it is deployed. They are parts of ARNs, as in the
 * snippets of the Step Functions documentation: `arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME`.
 */
import { CommandError } from '../command-error.ts';
import { jsonPlaces, lineAndColumn } from '../json-places.ts';

export interface PlaceholderValues {
  readonly region: string;
  readonly account: string;
  /** The names of the folder's functions. */
  readonly functionNames: readonly string[];
}

/** @throws CommandError naming the place of a FUNCTION_NAME for which there is no function */
export function fillPlaceholders(text: string, file: string, values: PlaceholderValues): string {
  const places = jsonPlaces(text).filter(({ start }) => text.startsWith('"arn:', start));
  let filled = '';
  let copied = 0;
  for (const { path, start, end } of places) {
    const fill = (part: string): string => {
      if (part === 'REGION') return values.region;
      if (part === 'ACCOUNT_ID') return values.account;
      if (part !== 'FUNCTION_NAME') return part;
      const { line, column } = lineAndColumn(text, start);
      return functionOf(path, `${file}:${line}:${column}`, values.functionNames);
    };
    const arn = JSON.parse(text.slice(start, end)) as string;
    filled += text.slice(copied, start) + JSON.stringify(arn.split(':').map(fill).join(':'));
    copied = end;
  }
  return filled + text.slice(copied);
}

/** The function that is called like the state: `Open Case` is done by `OpenCaseFunction` or `OpenCase`, in any case. */
function functionOf(path: readonly string[], place: string, functionNames: readonly string[]): string {
  const state = path[path.lastIndexOf('States') + 1] ?? '';
  const wanted = plainName(state);
  const found = functionNames.find((name) => [wanted, `${wanted}function`].includes(plainName(name)));
  if (found !== undefined) return found;
  throw new CommandError(
    `${place}: no function for the state "${state}": call one like it, or put its name for FUNCTION_NAME`,
  );
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
