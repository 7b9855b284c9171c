/**
 * The X-Ray trace header of an invocation: passed on as it came, or begun anew, with the lineage in which Lambda counts how often
 * a function has been entered on the way. SDKs inside functions send it along, which is how a loop is found.
 */
import type { Random } from '../../base/random.ts';
import { recursiveLoop } from './errors.ts';
import type { FunctionRow } from './function-data.ts';

/** Developer guide, "Use Lambda recursive loop detection": "approximately 16 times". */
const ENTRIES_MAX = 16;
/** Functions of one lineage; older ones are forgotten. */
const FUNCTIONS_MAX = 8;
/** What comes from outside and is longer is dropped. */
const LENGTH_MAX = 2048;

/**
 * @param incoming what the caller has sent
 * @throws ServiceError when the function is in a loop that it does not want
 */
export function traceHeader(
  incoming: string | undefined,
  { row, nowMs, random }: { readonly row: FunctionRow; readonly nowMs: number; readonly random: Random },
): string {
  const own = row.id.slice(0, 8);
  if (incoming === undefined || incoming.length > LENGTH_MAX || !incoming.includes('Root=')) {
    const seed = random.seed();
    const root = `1-${Math.floor(nowMs / 1000).toString(16)}-${seed.slice(0, 24)}`;
    return `Root=${root};Parent=${seed.slice(16)};Sampled=0;Lineage=1:${own}:0`;
  }
  const members = incoming.split(';').filter((member) => !member.startsWith('Lineage='));
  const lineage = lineageOf(incoming).filter(({ id }) => id !== own);
  const before = lineageOf(incoming).find(({ id }) => id === own);
  const entries = before === undefined ? 0 : before.entries + 1;
  if (entries >= ENTRIES_MAX && row.data.recursiveLoop !== 'Allow') throw recursiveLoop();
  const kept = [...lineage, { id: own, entries }].slice(-FUNCTIONS_MAX);
  return [...members, `Lineage=${kept.map(({ id, entries }) => `1:${id}:${entries}`).join('|')}`].join(';');
}

interface Entered {
  /** The beginning of a function's internal id. */
  readonly id: string;
  /** After the first time. */
  readonly entries: number;
}

function lineageOf(header: string): readonly Entered[] {
  const [, text = ''] = /(?:^|;)Lineage=([^;]*)/.exec(header) ?? [];
  return text.split('|').flatMap((part) => {
    const [, id, entries] = /^1:([0-9a-f]{8}):(\d{1,6})$/.exec(part) ?? [];
    return id === undefined ? [] : [{ id, entries: Number(entries) }];
  });
}
