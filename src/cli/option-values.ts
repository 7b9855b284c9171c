/** Reads the values of command-line options and of the environment variables that stand for them. */
import { InvalidArgumentError } from 'commander';
import { isExecutable } from '../runtimes/programs-in-path.ts';

export function parsePort(text: string): number {
  return parseWhole(text, { max: 65_535, meaning: 'a port: a number from 0 (any free port) to 65535' });
}

/** Seconds to milliseconds. */
export function parseSeconds(text: string): number {
  const secondsMax = 24 * 3600;
  return 1000 * parseWhole(text, { max: secondsMax, meaning: `a number of seconds from 0 to ${secondsMax}` });
}

/** As many as an answer of one page may hold. */
export function parseCount(text: string): number {
  const count = parseWhole(text, { max: 1000, meaning: 'a number from 1 to 1000' });
  if (count === 0) throw new InvalidArgumentError('Give a number from 1 to 1000.');
  return count;
}

export function parseAccount(text: string): string {
  return matching(text, /^\d{12}$/, 'an account id: 12 digits');
}

export function parseRegion(text: string): string {
  return matching(text, /^[a-z]{2,}(-[a-z0-9]+)+$/, 'a region such as us-east-1');
}

export function parseHost(text: string): string {
  return matching(text, /^[A-Za-z0-9._:-]+$/, 'a host name or address, without scheme and port');
}

const DURATION_UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `10m` to milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Give a duration such as 30s, 10m, 2h or 1d.');
  return Number(count) * (DURATION_UNITS_MS[unit] ?? 0);
}

/** The text itself, once it is known to be JSON. */
export function parseJsonText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(`Give JSON. ${(error as Error).message}`);
  }
}

/** For an option that may be repeated; one value may also name several, separated by commas. */
export function collectHosts(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, ...text.split(',').map((host) => parseHost(host.trim()))];
}

const ENDPOINT_SERVICES = ['s3', 'sqs', 'sns', 'events'];

/** `s3=http://127.0.0.1:9000`: the services beside Stepwell's own, by name. */
export function collectEndpoints(
  text: string,
  earlier: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, service = '', url = ''] = /^(\w+)=(https?:\/\/[^\s@?#]+)$/.exec(text) ?? [];
  if (!ENDPOINT_SERVICES.includes(service)) {
    const forms = ENDPOINT_SERVICES.map((name) => `${name}=URL`).join(', ');
    throw new InvalidArgumentError(`Give one of ${forms}, such as s3=http://127.0.0.1:9000.`);
  }
  return { ...earlier, [service]: url.replace(/\/$/, '') };
}

/** As `collectHosts`, for the origins of pages. */
export function collectOrigins(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, ...text.split(',').map((origin) => parseOrigin(origin.trim().toLowerCase()))];
}

function parseOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : undefined;
  if (origin === text) return text;
  throw new InvalidArgumentError('Give an origin such as https://app.example.com: scheme, host and port, and no more.');
}

/** `python3.12=/usr/local/bin/python3`; like hosts, one or several. */
export function collectRuntimes(
  text: string,
  earlier: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...earlier, ...Object.fromEntries(text.split(',').map(parseRuntime)) };
}

function parseRuntime(text: string): readonly [string, string] {
  const [, name, path] = /^([a-z][a-z0-9.]*)=(\/.+)$/.exec(text.trim()) ?? [];
  if (name === undefined || path === undefined) {
    throw new InvalidArgumentError('Give a runtime and the path of its program, such as python3.12=/usr/bin/python3.');
  }
  if (!isExecutable(path)) throw new InvalidArgumentError(`"${path}" cannot be executed.`);
  return [name, path];
}

/** A switch in the environment: set, and neither empty nor `0` nor `false`. */
export function isSwitchedOn(text: string | undefined): boolean {
  return text !== undefined && !['', '0', 'false'].includes(text.toLowerCase());
}

function parseWhole(text: string, { max, meaning }: { max: number; meaning: string }): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw new InvalidArgumentError(`Give ${meaning}.`);
}

function matching(text: string, pattern: RegExp, meaning: string): string {
  if (pattern.test(text)) return text;
  throw new InvalidArgumentError(`Give ${meaning}.`);
}
