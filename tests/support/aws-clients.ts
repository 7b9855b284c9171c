/**
 * Clients of AWS that npm does not install: the AWS CLI and Python with boto3, found where they are and pointed at a server.
 * Debian's come first, since they are the oldest that have to work; a version manager may have put others in front.
 */
import { execFile, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export interface Connection {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The AWS CLI, version 2; undefined when there is none. */
export const awsCliPath = once(() =>
  programsNamed('aws').find((path) => /^aws-cli\/2\./.test(outputOf(path, ['--version']))),
);

/** A Python that can import boto3; undefined when there is none. */
export const pythonPath = once(() =>
  programsNamed('python3').find((path) => outputOf(path, ['-c', 'import boto3; print("boto3")']).startsWith('boto3')),
);

/**
 * Runs the AWS CLI.
 * @returns what it prints
 * @throws Error whose message ends in what it wrote to stderr
 */
export async function runAwsCli(connection: Connection, args: readonly string[]): Promise<string> {
  const options = ['--endpoint-url', connection.url, '--output', 'json', '--cli-binary-format', 'raw-in-base64-out'];
  return run(awsCliPath(), [...args, ...options], connection);
}

/** Runs a Python script, which finds the server in `STEPWELL_URL`. */
export async function runPython(connection: Connection, script: string): Promise<string> {
  return run(pythonPath(), [script], connection);
}

async function run(path: string | undefined, args: readonly string[], connection: Connection): Promise<string> {
  if (path === undefined) throw new Error('the client is not installed');
  const { url, accessKeyId, secretAccessKey } = connection;
  const env = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    STEPWELL_URL: url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    // Nothing of whoever runs the tests.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  const { stdout } = await promisify(execFile)(path, args, { env, maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

function programsNamed(name: string): readonly string[] {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function outputOf(path: string, args: readonly string[]): string {
  return spawnSync(path, args, { encoding: 'utf8' }).stdout ?? '';
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
