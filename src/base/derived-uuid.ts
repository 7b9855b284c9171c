/** UUIDs that are always the same for the same text: names for what a crash may have made already. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** In the form of a version 4 UUID. Whoever knows the text knows the UUID. */
export function derivedUuid(text: string): string {
  const hex = bytesToHex(sha256(utf8ToBytes(text)));
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
