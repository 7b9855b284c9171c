/**
 * Timestamps of the Amazon States Language: RFC 3339, with `T` and a zone, fractions of up to nine digits (recorded for Wait
 * and Choice). Dates that do not exist are refused.
 */
export interface Timestamp {
  readonly epochMs: number;
  /** What is finer than the millisecond: 0 to 999,999. */
  readonly nanos: number;
}

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
/** Java's bound for zones, which the service's wording of the format comes from. */
const ZONE_MINUTES_MAX = 18 * 60;

/** Undefined when the text is no such timestamp. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const [, , , , , , , fraction = '', sign, zoneHours = '0', zoneMinutes = '0'] = match;
  const zone = Number(zoneHours) * 60 + Number(zoneMinutes);
  if (Number(zoneMinutes) > 59 || zone > ZONE_MINUTES_MAX) return undefined;
  const date = new Date(0);
  // not Date.UTC, which takes the years 0 to 99 for 1900 to 1999
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return undefined;
  const billionths = fraction.padEnd(9, '0');
  date.setUTCHours(hour, minute, second, Number(billionths.slice(0, 3)));
  const offsetMs = (sign === '-' ? -zone : zone) * 60_000;
  return { epochMs: date.getTime() - offsetMs, nanos: Number(billionths.slice(3)) };
}

/** Negative when `a` is the earlier instant, 0 when both are the same, whatever their zones. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a.epochMs - b.epochMs || a.nanos - b.nanos;
}
