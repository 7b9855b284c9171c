/** States.Hash. Synchronous and without Node, which rules out Web Crypto and `node:crypto`. */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { javaText } from '../jsonpath/java-text.ts';
import { type IntrinsicFunction, REFUSED, TEXT_LENGTH_MAX } from './intrinsic-function.ts';

const ALGORITHMS = new Map([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

/** Values other than strings are hashed as texts (recorded); GUESS: as the texts States.Format makes of them. */
export const hash: IntrinsicFunction = (args) => {
  const [data, name] = args;
  if (args.length !== 2 || data === undefined || typeof name !== 'string') return REFUSED;
  const digest = ALGORITHMS.get(name);
  const text = javaText(data);
  if (digest === undefined || text.length > TEXT_LENGTH_MAX) return REFUSED;
  return bytesToHex(digest(utf8ToBytes(text)));
};
