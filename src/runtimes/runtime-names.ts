/** Lambda's runtime identifiers, as far as they decide how a function is run here. */
import { createHash } from 'node:crypto';

/** Every Node.js runtime runs on the Node that runs Stepwell, whatever its number. */
export function runsHere(runtime: string): boolean {
  return nodeMajor(runtime) !== undefined;
}

/** AWS took callbacks from handlers with nodejs24.x. */
export function callbacksAllowed(runtime: string): boolean {
  return (nodeMajor(runtime) ?? 0) < 24;
}

/** The first line of an environment's log: which Node it really is. */
export function initStartLine(runtime: string, region: string): string {
  return `INIT_START Runtime Version: nodejs:${process.version} (the function asks for ${runtime})\tRuntime Version ARN: ${runtimeVersionArn(runtime, region)}\n`;
}

/** Not AWS's own, whose digests nobody can know: one ARN per runtime. */
export function runtimeVersionArn(runtime: string, region: string): string {
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`;
}

/** The very first one was called `nodejs`, for 0.10. */
function nodeMajor(runtime: string): number | undefined {
  const match = /^nodejs(?:(\d+)\..*)?$/.exec(runtime);
  return match === null ? undefined : Number(match[1] ?? 0);
}
