/** The words by which an execution is found: those of its input, its output and its failure. */
import type { StatesError } from '../asl/execution-state.ts';

export interface Texts {
  /** JSON texts. */
  readonly input: string;
  readonly output: string | undefined;
  readonly failure: StatesError | undefined;
}

/** Of each text; what stands behind is not found. */
const LENGTH_MAX = 16_384;

export function searchableText({ input, output = '', failure = {} }: Texts): string {
  const { error = '', cause = '' } = failure;
  return [input, output, error, cause].map((text) => withoutEscapes(text.slice(0, LENGTH_MAX))).join(' ');
}

/** `\n` is no n, and `\u00eb` is a letter. */
function withoutEscapes(json: string): string {
  if (!json.includes('\\')) return json;
  return json.replace(/\\(?:u([0-9a-fA-F]{4})|.)/g, (_, hex?: string) =>
    hex === undefined ? ' ' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
