/** Lambda's runtime identifiers, as far as they decide how a function is run here. */
import { createHash } from 'node:crypto';

/** Which way a function is run: by one of Stepwell's bootstraps, by its own, or by a program that somebody has named. */
export type RuntimeFamily = 'nodejs' | 'python' | 'provided' | 'other';

export function familyOf(runtime: string): RuntimeFamily {
  if (nodeMajor(runtime) !== undefined) return 'nodejs';
  if (/^python\d/.test(runtime)) return 'python';
  return /^provided(\.|$)/.test(runtime) ? 'provided' : 'other';
}

/** AWS took callbacks from handlers with nodejs24.x. */
export function callbacksAllowed(runtime: string): boolean {
  return (nodeMajor(runtime) ?? 0) < 24;
}

/** Not AWS's own, whose digests nobody can know: one ARN per runtime. */
export function runtimeVersionArn(runtime: string, region: string): string {
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`;
}

/** The very first one was called `nodejs`, for 0.10. */
export function nodeMajor(runtime: string): number | undefined {
  const match = /^nodejs(?:(\d+)\..*)?$/.exec(runtime);
  return match === null ? undefined : Number(match[1] ?? 0);
}
