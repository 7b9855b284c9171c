/** The package as a user gets it: packed, and installed into an empty folder. */
import { type ExecFileException, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Manifest {
  readonly name: string;
  readonly license?: string;
}

export class InstalledPackage {
  readonly #root = mkdtempSync(join(tmpdir(), 'stepwell-package-'));
  readonly folder = join(this.#root, 'project');

  /** Takes what `npm ci` left in npm's cache, and the registry for the rest. */
  async install(): Promise<void> {
    mkdirSync(this.folder);
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', this.#root], repository);
    if (packed.code !== 0) throw new Error(packed.stderr);
    writeFileSync(join(this.folder, 'package.json'), '{"type":"module"}');
    const options = ['--prefer-offline', '--no-audit', '--no-fund'];
    const tarball = join(this.#root, packed.stdout.trim());
    const installed = await run('npm', ['install', ...options, tarball], this.folder);
    if (installed.code !== 0) throw new Error(installed.stderr);
  }

  /** `npx stepwell ...` in the folder. */
  stepwell(...args: readonly string[]): Promise<Ended> {
    return run('npx', ['--no-install', 'stepwell', ...args], this.folder);
  }

  /** `npx stepwell start` on a free port. */
  async start(): Promise<{ readonly url: string; stop(): Promise<void> }> {
    const args = ['--no-install', 'stepwell', 'start', '--port', '0'];
    // A process group of its own, since npx passes no signals on.
    const child = spawn('npx', args, { cwd: this.folder, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = once(child, 'close');
    let text = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const ready = /^Stepwell is ready: (\S+)$/m.exec(text)?.[1];
        if (ready !== undefined) resolve(ready);
      });
      closed.then(() => reject(new Error(`ended before it was ready: ${text}`)), reject);
    });
    return {
      url,
      async stop() {
        process.kill(-child.pid!, 'SIGTERM');
        await closed;
      },
    };
  }

  /** @returns what the program wrote */
  async runProgram(name: string, text: string): Promise<Ended> {
    writeFileSync(join(this.folder, name), text);
    return run(process.execPath, [name], this.folder);
  }

  /** The manifests of everything that was installed. */
  manifests(): readonly Manifest[] {
    const folder = join(this.folder, 'node_modules');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^(.+\/node_modules\/)?(@[^/]+\/)?[^/@]+\/package\.json$/.test(path))
      .map((path) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Manifest);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** With an environment that says nothing about endpoints. */
export function run(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  const { AWS_ENDPOINT_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}
