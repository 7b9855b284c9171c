/** What it means to publish `$LATEST`: a version with the next number, unless the last one is just like it. */
import { isDeepStrictEqual } from 'node:util';
import type { Random } from '../../base/random.ts';
import type { FunctionData, VersionData } from './function-data.ts';

export interface PublicationOptions {
  readonly random: Random;
  /** The version's own, in place of that of `$LATEST`. */
  readonly description?: string | undefined;
}

/** `data` itself when there is nothing new to publish; else `$LATEST` has a new revision as well (recorded). */
export function publishedFrom(data: FunctionData, { random, description }: PublicationOptions): FunctionData {
  const { settings, code, runtimeVersionArn, lastModifiedMs, state, versions = [], lastVersion = 0 } = data;
  const last = versions.at(-1);
  if (last !== undefined && isPublishedFrom(last, data)) return data;
  // A version that comes with an update has its own way from Pending to Active (recorded).
  const isSettled = data.updateStatus === 'Successful';
  const version: VersionData = {
    version: String(lastVersion + 1),
    publishedDescription: settings.Description,
    settings: { ...settings, Description: description ?? settings.Description },
    code,
    runtimeVersionArn,
    lastModifiedMs,
    deploymentId: random.uuid(),
    revisionId: random.uuid(),
    ...(isSettled ? { state, updateStatus: 'Successful' } : { state: 'Pending' }),
  };
  return {
    ...data,
    revisionId: random.uuid(),
    versions: [...versions, version],
    lastVersion: lastVersion + 1,
  };
}

function isPublishedFrom({ settings, code, publishedDescription }: VersionData, latest: FunctionData): boolean {
  const published = { ...settings, Description: publishedDescription };
  return isDeepStrictEqual(published, latest.settings) && isDeepStrictEqual(code, latest.code);
}
