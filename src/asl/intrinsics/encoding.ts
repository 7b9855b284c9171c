/** States.Base64Encode and States.Base64Decode, through what browsers and Node share. */
import { type IntrinsicFunction, REFUSED, TEXT_LENGTH_MAX } from './intrinsic-function.ts';

export const base64Encode: IntrinsicFunction = (args) => {
  const [text] = args;
  if (args.length !== 1 || typeof text !== 'string' || text.length > TEXT_LENGTH_MAX) return REFUSED;
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
};

/** As forgiving as the service: it reads up to the padding and skips what is not of the alphabet (recorded). */
export const base64Decode: IntrinsicFunction = (args) => {
  const [text] = args;
  if (args.length !== 1 || typeof text !== 'string' || text.length > TEXT_LENGTH_MAX) return REFUSED;
  const [beforePadding = ''] = text.split('=', 1);
  const digits = beforePadding
    .replace(/-/g, '+')
    .replace(/_/g, '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  // a lone last digit has too few bits for a byte
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  const bytes = Uint8Array.from(atob(whole), (char) => char.charCodeAt(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
};
