/**
 * Links from which a function's code package can be fetched without further credentials for ten minutes, as GetFunction
 * gives them. The link carries a signature of a key this process made for itself.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';

const LINK_MS = 10 * 60_000;
export const CODE_PATH = '/stepwell/function-code/';

export class CodeLocations {
  readonly #key = randomBytes(32);
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  link(endpoint: string, digest: string): string {
    const expires = String(this.#clock.nowMs() + LINK_MS);
    return `${endpoint}${CODE_PATH}${digest}?Expires=${expires}&Signature=${this.#sign(digest, expires)}`;
  }

  /** The digest a link is for; undefined when the link is none of ours or no longer good. */
  digestOf(path: string, query: string): string | undefined {
    if (!path.startsWith(CODE_PATH)) return undefined;
    const digest = path.slice(CODE_PATH.length);
    const parameters = new URLSearchParams(query);
    const expires = parameters.get('Expires') ?? '';
    const given = Buffer.from(parameters.get('Signature') ?? '');
    const right = Buffer.from(this.#sign(digest, expires));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return Number(expires) >= this.#clock.nowMs() ? digest : undefined;
  }

  #sign(digest: string, expires: string): string {
    return createHmac('sha256', this.#key).update(`${digest} ${expires}`).digest('hex');
  }
}
