/**
 * Pages of a bucket's keys. A page is followed by the next one as a rule, so the walk that made it is kept for that: a
 * listing of many pages reads each folder once, not once per page.
 */
import { invalidArgument } from '../bucket-error.ts';
import { LIST_KEYS_MAX, type ListQuery } from '../buckets.ts';
import { walkKeys } from './walk.ts';

interface KeyPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  readonly next?: string;
}

interface Walk {
  readonly keys: AsyncGenerator<string>;
  /** Read, and not on a page yet. */
  readonly ahead: string | undefined;
  /** The last common prefix of the pages before. */
  readonly prefix: string | undefined;
}

/** Walks that wait for somebody to ask for their next page. */
const KEPT_WALKS_MAX = 16;

export class ListedKeys {
  readonly #kept = new Map<string, Walk>();

  async page(directory: string, query: ListQuery): Promise<KeyPage> {
    const { prefix = '', delimiter, maxKeys = LIST_KEYS_MAX } = query;
    const limit = Math.min(maxKeys, LIST_KEYS_MAX);
    const name = (token: string) => JSON.stringify([directory, prefix, delimiter, token]);
    const walk = this.#begin(directory, query, name);
    const keys: string[] = [];
    const prefixes: string[] = [];
    let lastPrefix = walk.prefix;
    let last = '';
    for (let key = walk.ahead ?? (await nextOf(walk.keys)); key !== undefined; key = await nextOf(walk.keys)) {
      const group = groupOf(key, prefix, delimiter);
      if (group !== undefined && group === lastPrefix) {
        last = key;
        continue;
      }
      if (keys.length + prefixes.length >= limit) {
        const next = Buffer.from(JSON.stringify([last, lastPrefix])).toString('base64url');
        this.#keep(name(next), { keys: walk.keys, ahead: key, prefix: lastPrefix });
        return { keys, commonPrefixes: prefixes, next };
      }
      if (group === undefined) keys.push(key);
      else prefixes.push(group);
      lastPrefix = group ?? lastPrefix;
      last = key;
    }
    return { keys, commonPrefixes: prefixes };
  }

  #begin(directory: string, { prefix = '', startAfter = '', token }: ListQuery, name: (token: string) => string): Walk {
    if (token === undefined) {
      return { keys: walkKeys(directory, { prefix, after: startAfter }), ahead: undefined, prefix: undefined };
    }
    const kept = this.#kept.get(name(token));
    this.#kept.delete(name(token));
    if (kept !== undefined) return kept;
    const [after, lastPrefix] = readToken(token);
    return { keys: walkKeys(directory, { prefix, after }), ahead: undefined, prefix: lastPrefix ?? undefined };
  }

  #keep(name: string, walk: Walk): void {
    this.#kept.set(name, walk);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT_WALKS_MAX && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** @throws BucketError */
function readToken(token: string): [after: string, lastPrefix: string | null] {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalidArgument('The continuation token provided is incorrect');
  }
}

async function nextOf(keys: AsyncGenerator<string>): Promise<string | undefined> {
  const { value, done } = await keys.next();
  return done === true ? undefined : value;
}

/** The common prefix that a key is listed under; undefined for one that is listed itself. */
function groupOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
