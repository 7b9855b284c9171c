/** A real S3 server (s3rver) on a free port, with its objects in a folder that goes away with it. It checks signatures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { S3Endpoint } from '../../src/buckets/s3/s3-exchange.ts';

export interface S3Server extends S3Endpoint {
  close(): Promise<void>;
}

/** The one key that s3rver knows. */
const KEY = 'S3RVER';
const PROGRAM = fileURLToPath(new URL('s3rver.mjs', import.meta.url));

/** @param options `--any-signature`: it does not check signatures, of which it gets some wrong */
export async function startS3Server(
  buckets: readonly string[] = [],
  options: readonly '--any-signature'[] = [],
): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-s3-'));
  const args = ['--openssl-legacy-provider', PROGRAM, directory, ...options, ...buckets];
  const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  const [port] = await once(createInterface(server.stdout), 'line');
  return {
    url: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    async close() {
      server.stdin.end();
      await exited;
      await rm(directory, { recursive: true });
    },
  };
}
