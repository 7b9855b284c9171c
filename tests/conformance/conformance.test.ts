/**
 * Runs the recorded answers of AWS against a real server. What fails has to be listed with its reason in
 * `known-failures.json`, and what is listed has to fail: the list only gets shorter.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { conformanceCorpus, skips } from '../optional-parts.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import knownFailures from './known-failures.json' with { type: 'json' };

/** Beside Step Functions, IAM and STS; a case that needs another service is left out. */
const SERVICES = 'lambda,logs,s3';
const RUN_MS_MAX = 15 * 60_000;

interface CaseResult {
  readonly id: string;
  readonly ok?: boolean;
  readonly skipped?: string;
  /** Per step that differed; the runner's `-v` shows more. */
  readonly problems?: readonly { readonly problems: readonly string[] }[];
}

describe.skipIf(skips('conformance'))('conformance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-conformance-'));
  let server: ServerProcess;
  let s3: S3Server;
  let results: readonly CaseResult[];

  beforeAll(async () => {
    s3 = await startS3Server([], ['--any-signature']);
    process.env['STEPWELL_S3_ACCESS_KEY_ID'] = s3.credentials.accessKeyId;
    process.env['STEPWELL_S3_SECRET_ACCESS_KEY'] = s3.credentials.secretAccessKey;
    server = await startServer(['--data-dir', join(folder, 'data'), '--endpoint', `s3=${s3.url}`]);
    const endpoints = { stepwell: server.url, s3: s3.url };
    results = await runCorpus(endpoints, join(folder, 'results.json'));
    results = await againAlone(results, endpoints, join(folder, 'again.json'));
  }, RUN_MS_MAX);

  afterAll(async () => {
    await server.stop();
    await s3.close();
    rmSync(folder, { recursive: true });
  });

  test('every case passes that is not listed as a known failure', () => {
    const failed = results.filter(({ ok, skipped }) => !ok && skipped === undefined);
    const surprises = failed.filter(({ id }) => !(id in knownFailures));
    expect(surprises.map(({ id, problems }) => `${id}: ${problems?.[0]?.problems[0]}`)).toEqual([]);
  });

  test('every known failure still fails; remove it from the list when it passes', () => {
    const failed = new Set(results.filter(({ ok, skipped }) => !ok && skipped === undefined).map(({ id }) => id));
    expect(Object.keys(knownFailures).filter((id) => !failed.has(id))).toEqual([]);
  });

  test('every known failure has its reason', () => {
    expect(Object.entries(knownFailures).filter(([, reason]) => typeof reason !== 'string' || reason === '')).toEqual(
      [],
    );
  });
});

/** How far branches came before an abort was chance when it was recorded: what fails among many others is tried once more alone. */
async function againAlone(results: readonly CaseResult[], endpoints: Endpoints, resultsFile: string) {
  const surprises = results.filter(({ id, ok, skipped }) => !ok && skipped === undefined && !(id in knownFailures));
  if (surprises.length === 0) return results;
  const filter = surprises.map(({ id }) => id.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  const again = await runCorpus(endpoints, resultsFile, ['--filter', `^(${filter})$`, '--concurrency', '1']);
  const newest = new Map(again.map((result) => [result.id, result]));
  return results.map((result) => newest.get(result.id) ?? result);
}

interface Endpoints {
  readonly stepwell: string;
  readonly s3: string;
}

/** The key is the one that s3rver knows; Stepwell takes any. Of checksums it knows those of older clients. */
const RUNNER_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: 'S3RVER',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
};

async function runCorpus(
  { stepwell, s3 }: Endpoints,
  resultsFile: string,
  options: readonly string[] = [],
): Promise<readonly CaseResult[]> {
  const endpoints = ['--endpoint', stepwell, '--endpoint-s3', s3];
  const args = [...endpoints, '--services', SERVICES, '--json', resultsFile, ...options];
  const runner = spawn(
    process.execPath,
    [join(conformanceCorpus, 'run.mjs'), ...args],
    // The runner finds the AWS SDK in the node_modules of its working directory.
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...RUNNER_ENVIRONMENT },
    },
  );
  let complaint = '';
  runner.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(runner, 'exit');
  if (code !== 0 && code !== 1) throw new Error(`the conformance runner ended with code ${code}: ${complaint}`);
  return JSON.parse(readFileSync(resultsFile, 'utf8')).results;
}
