/**
 * The 56-digit numbers of CloudWatch Logs: ids of events, which rise with their time as AWS's do, and the tokens of
 * GetLogEvents, which hold a place between two events.
 */
import type { LogPosition } from '../../store/log-store.ts';

const DIGITS = 56;
/** AWS's ids are their event's time times 2^144, and something. */
const TIME_SHIFT = 144n;

export function eventId({ timestampMs, seq }: LogPosition): string {
  return ((BigInt(timestampMs) << TIME_SHIFT) | BigInt(seq)).toString().padStart(DIGITS, '0');
}

/** `forward` goes on with the event at the position, `backward` with the one before it. */
export function placeToken(direction: 'forward' | 'backward', position: LogPosition): string {
  return `${direction === 'forward' ? 'f' : 'b'}/${eventId(position)}/s`;
}

/** Undefined when it is no such token. */
export function parsePlaceToken(
  text: string,
): { readonly direction: 'forward' | 'backward'; readonly position: LogPosition } | undefined {
  const [, letter, digits] = /^([fb])\/(\d{56})\/s$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = BigInt(digits);
  const position = {
    timestampMs: Number(number >> TIME_SHIFT),
    seq: Number(number & ((1n << TIME_SHIFT) - 1n)),
  };
  return { direction: letter === 'f' ? 'forward' : 'backward', position };
}
