/** The functions that Step Functions adds to JSONata, and those that take time and randomness from the step's stamp. */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { JsonSyntaxError, parseJson } from '../../base/json.ts';
import { RandomStream } from '../../base/random.ts';
import { FunctionError, type OwnFunction } from './function-scope.ts';
import type { Focus } from './library.ts';
import { LimitExceeded, SEQUENCE_LENGTH_MAX } from './limits.ts';
import { toJsonata } from './values.ts';

/** GUESS: the codes; the library has none for functions that are not its own. */
const invalid = (name: string, what: string) => new FunctionError('D3141', `Function $${name}: ${what}`);

const HASHES = new Map([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

export const ADDED_FUNCTIONS: Readonly<Record<string, OwnFunction>> = {
  /** Chunks of so many items, the last one shorter; the outer array stays one even with a single chunk (recorded). */
  partition: {
    signature: '<an:a>',
    make: () => (array: readonly unknown[] | undefined, size: number) => {
      if (array === undefined) return undefined;
      const step = Math.trunc(size);
      if (!(step >= 1)) throw invalid('partition', 'the size has to be a positive integer');
      const chunks: unknown[] = [];
      for (let i = 0; i < array.length; i += step) chunks.push(array.slice(i, i + step));
      return chunks;
    },
  },

  /** From start to end, both included; a sequence, so that one number alone is not in an array (recorded). */
  range: {
    signature: '<nnn:a>',
    make: () =>
      function (this: Focus, start: number, end: number, step: number) {
        if (start === undefined || end === undefined || step === undefined) return undefined;
        if (step === 0) throw invalid('range', 'the step must not be 0');
        const count = Math.floor((end - start) / step) + 1;
        if (count > SEQUENCE_LENGTH_MAX) throw new LimitExceeded(`A range has more than ${SEQUENCE_LENGTH_MAX} items.`);
        const sequence = this.createSequence();
        for (let i = 0; i < count; i++) sequence.push(start + i * step);
        return sequence;
      },
  },

  hash: {
    signature: '<ss:s>',
    make: () => (text: string | undefined, algorithm: string) => {
      if (text === undefined || algorithm === undefined) return undefined;
      const digest = HASHES.get(algorithm);
      if (digest === undefined) throw invalid('hash', `the algorithm is one of ${[...HASHES.keys()].join(', ')}`);
      return bytesToHex(digest(utf8ToBytes(text)));
    },
  },

  /** In [0, 1). The same seed gives the same number; which one, the service does not say. */
  random: {
    signature: '<n?:n>',
    make:
      ({ random }) =>
      (seed: number | undefined) => {
        const stream = seed === undefined ? random() : new RandomStream(bytesToHex(md5(utf8ToBytes(String(seed)))));
        return stream.nextFraction();
      },
  },

  uuid: {
    signature: '<:s>',
    make:
      ({ random }) =>
      () =>
        random().uuid(),
  },

  parse: {
    signature: '<s:x>',
    make: () => (text: string | undefined) => {
      if (text === undefined) return undefined;
      try {
        return toJsonata(parseJson(text));
      } catch (error) {
        if (error instanceof JsonSyntaxError) throw invalid('parse', error.message);
        throw error;
      }
    },
  },

  now: {
    signature: '<s?s?:s>',
    make: ({ nowMs, library }) =>
      function (this: Focus, picture: string | undefined, timezone: string | undefined) {
        return library('fromMillis').call(this, nowMs as never, picture as never, timezone as never);
      },
  },

  millis: {
    signature: '<:n>',
    make:
      ({ nowMs }) =>
      () =>
        nowMs,
  },

  shuffle: {
    signature: '<a:a>',
    make:
      ({ random }) =>
      (array: readonly unknown[] | undefined) => {
        if (array === undefined || array.length <= 1) return array;
        const shuffled = [...array];
        for (let last = shuffled.length - 1; last > 0; last--) {
          const other = Math.floor(random().nextFraction() * (last + 1));
          [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
        }
        return shuffled;
      },
  },
};
