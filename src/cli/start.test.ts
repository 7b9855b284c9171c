/** The command as a user meets it: a process, its output and its exit code. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startServer } from '../../scripts/server-process.mjs';
import { FIRST_CERTIFICATE, SECOND_CERTIFICATE } from '../../tests/support/certificates.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stepwell-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function stepwell(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

/** Nothing of whoever runs the tests. */
const NO_KEY = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

describe('what is wrong is said in one line, with exit code 1', () => {
  const cases: readonly [string, readonly string[], Readonly<Record<string, string>>, RegExp][] = [
    ['an unknown option', ['start', '--prot', '1'], {}, /unknown option '--prot'.*--port/],
    ['an unknown command', ['strat'], {}, /unknown command 'strat'/],
    ['a port that is none', ['start', '--port', '65536'], {}, /'--port <number>' argument '65536' is invalid.*65535/],
    ['a port from the environment', ['start'], { STEPWELL_PORT: 'x' }, /env 'STEPWELL_PORT' is invalid/],
    ['a short account', ['start', '--account', '123'], {}, /12 digits/],
    ['a region that is none', ['start', '--region', 'Paris'], {}, /us-east-1/],
    ['an unknown mode', ['start', '--iam', 'maybe'], {}, /enforce, audit, off/],
    ['an unknown way in', ['start', '--auth', 'none'], {}, /dev, strict/],
    ['an origin with a path', ['start', '--cors-origin', 'https://a.example.com/b'], {}, /scheme, host and port/],
    ['any origin', ['start', '--cors-origin', '*'], {}, /such as https:/],
    ['a certificate without its key', ['start', '--tls-cert', 'a.pem'], {}, /--tls-cert and --tls-key together/],
    ['a host with a scheme', ['start', '--allow-host', 'http://a'], {}, /without scheme/],
    ['both kinds of storage', ['start', '--memory', '--data-dir', 'a'], {}, /not both/],
    [
      'an object folder that is not there',
      ['start', '--memory', '--object-dir', '/no/such'],
      {},
      /"\/no\/such" does not exist/,
    ],
    ['an endpoint of no service', ['start', '--endpoint', 'http://a'], {}, /s3=URL/],
    ['both kinds of objects', ['start', '--object-dir', '.', '--endpoint', 's3=http://a'], {}, /not both/],
    ['an S3 service without a key', ['start', '--endpoint', 's3=http://a'], NO_KEY, /STEPWELL_S3_ACCESS_KEY_ID/],
    ['an address others can reach', ['start', '--host', '0.0.0.0'], {}, /--insecure-bind/],
  ];
  for (const [name, args, env, message] of cases)
    test(name, () => {
      const { status, stdout, stderr } = stepwell(args, env);
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    });

  test('a taken port', async () => {
    const server = await startServer(['--memory']);
    const { port } = new URL(server.url);
    const { status, stderr } = stepwell(['start', '--memory', '--port', port]);
    expect(stderr).toMatch(new RegExp(`^error: .*${port}.*\n$`));
    expect(status).toBe(1);
    await server.stop();
  });

  test('a data directory that another process uses', async () => {
    const dataDir = join(folder, 'locked');
    const server = await startServer(['--data-dir', dataDir]);
    const { status, stderr } = stepwell(['start', '--port', '0', '--data-dir', dataDir]);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(dataDir);
    expect(status).toBe(1);
    await server.stop();
  });

  test('a lost key file', async () => {
    const dataDir = join(folder, 'key-lost');
    await (await startServer(['--data-dir', dataDir])).stop();
    rmSync(join(dataDir, 'secrets.key'));
    const { status, stderr } = stepwell(['start', '--port', '0', '--data-dir', dataDir]);
    expect(stderr).toMatch(/^error: the key file ".*secrets\.key" is missing: .*\n$/);
    expect(status).toBe(1);
  });

  test('a data directory that is a file', () => {
    const dataDir = join(folder, 'file');
    writeFileSync(dataDir, 'not a folder');
    const { status, stderr } = stepwell(['start', '--port', '0', '--data-dir', dataDir]);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(status).toBe(1);
  });
});

describe('stepwell start', () => {
  test('drains on SIGTERM and on SIGINT and ends with exit code 0', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const server = await startServer(['--memory']);
      expect(await server.stop(signal)).toBe(0);
    }
  });

  test('reads its certificate again on SIGHUP, and goes on serving', async () => {
    const tls = ['--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')];
    const put = ({ certFile, keyFile }: typeof FIRST_CERTIFICATE) => {
      copyFileSync(certFile, join(folder, 'cert.pem'));
      copyFileSync(keyFile, join(folder, 'key.pem'));
    };
    put(FIRST_CERTIFICATE);
    const server = await startServer(['--memory', ...tls]);
    const nameOfServer = () =>
      new Promise<string>((resolve, reject) => {
        const { port } = new URL(server.url);
        const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
          resolve(String(socket.getPeerCertificate().subject.CN));
          socket.destroy();
        });
        socket.on('error', reject);
      });
    expect(await nameOfServer()).toBe('first.stepwell.test');
    put(SECOND_CERTIFICATE);
    process.kill(server.pid, 'SIGHUP');
    await vi.waitFor(async () => expect(await nameOfServer()).toBe('second.stepwell.test'), { timeout: 20_000 });
    expect(await server.stop()).toBe(0);
  });

  test('answers on /health once it says that it is ready', async () => {
    const server = await startServer(['--memory']);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await server.stop();
  });

  test('keeps its key where --key-file says, and not with its data', async () => {
    const dataDir = join(folder, 'key-elsewhere');
    const keyFile = join(folder, 'keys', 'the.key');
    for (let i = 0; i < 2; i++) {
      const server = await startServer(['--data-dir', dataDir, '--key-file', keyFile]);
      expect(await server.stop()).toBe(0);
    }
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(existsSync(join(dataDir, 'secrets.key'))).toBe(false);
  });

  test('keeps what it has in the data directory, for the next process', async () => {
    const dataDir = join(folder, 'kept');
    for (let i = 0; i < 2; i++) {
      const server = await startServer(['--data-dir', dataDir]);
      expect(await server.stop()).toBe(0);
    }
  });
});
