/** Creates a function or brings its code and settings up to its files. Settings that the files do not name stay as they are. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { zipSync } from 'fflate';
import { type AwsClient, AwsError } from '../aws/client.ts';
import type { FunctionConfiguration } from '../aws/operations.ts';
import { CommandError } from '../command-error.ts';
import type { FunctionSource } from './folder.ts';
import type { Deployed } from './outcome.ts';

const RUNTIME = 'nodejs22.x';
const HANDLER = 'index.handler';

export interface FunctionRole {
  readonly arn: string;
  /** At AWS it takes some seconds until a new role can be assumed. */
  readonly isNew: boolean;
}

export async function deployFunction(client: AwsClient, source: FunctionSource, role: FunctionRole): Promise<Deployed> {
  const FunctionName = source.name;
  const settings = { Runtime: RUNTIME, Handler: HANDLER, ...source.settings, Role: role.arn };
  const zip = zipOf(source);
  const present = await configurationOf(client, FunctionName);
  if (present === undefined) {
    const Code = { ZipFile: zip.toString('base64') };
    const create = () => client.call('lambda', 'CreateFunction', { FunctionName, ...settings, Code });
    const { FunctionArn } = await (role.isNew ? onceAssumable(create) : create());
    await settled(client, FunctionName);
    return { arn: FunctionArn, outcome: 'created' };
  }
  const hasCode = present.CodeSha256 === createHash('sha256').update(zip).digest('base64');
  const hasSettings = Object.entries(settings).every(([member, value]) => isDeepStrictEqual(present[member], value));
  if (!hasCode) {
    await client.call('lambda', 'UpdateFunctionCode', { FunctionName, ZipFile: zip.toString('base64') });
    await settled(client, FunctionName);
  }
  if (!hasSettings) {
    await client.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...settings });
    await settled(client, FunctionName);
  }
  return { arn: present.FunctionArn, outcome: hasCode && hasSettings ? 'unchanged' : 'updated' };
}

/** The earliest time a zip archive can note; a fixed one, so that equal files give equal archives. */
const ZIP_TIME = new Date(1980, 0, 1);

function zipOf({ files }: FunctionSource): Buffer {
  return Buffer.from(zipSync(Object.fromEntries(files), { mtime: ZIP_TIME }));
}

async function configurationOf(client: AwsClient, FunctionName: string): Promise<FunctionConfiguration | undefined> {
  try {
    return await client.call('lambda', 'GetFunctionConfiguration', { FunctionName });
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

const ASSUMABLE_ATTEMPTS = 30;

/** Tries once a second while the role is not known everywhere yet. */
async function onceAssumable<T>(create: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      const isTooEarly = error instanceof AwsError && error.message.includes('cannot be assumed by Lambda');
      if (!isTooEarly || attempt === ASSUMABLE_ATTEMPTS) throw error;
      await sleep(1000);
    }
  }
}

const SETTLED_ATTEMPTS = 120;

/** Waits until the function has taken its last change. */
async function settled(client: AwsClient, FunctionName: string): Promise<void> {
  for (let attempt = 1; attempt <= SETTLED_ATTEMPTS; attempt++) {
    const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = await client.call(
      'lambda',
      'GetFunctionConfiguration',
      { FunctionName },
    );
    const reason = LastUpdateStatusReason ?? StateReason ?? 'no reason given';
    if (State === 'Failed' || LastUpdateStatus === 'Failed') throw new CommandError(`${FunctionName}: ${reason}`);
    if (State !== 'Pending' && LastUpdateStatus !== 'InProgress') return;
    await sleep(Math.min(50 * attempt, 1000));
  }
  throw new CommandError(`${FunctionName} does not become ready; try again later`);
}
