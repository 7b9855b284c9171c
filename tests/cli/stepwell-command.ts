/** The `stepwell` command as a process of its own, with a server it is to speak to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
export const callCenter = fileURLToPath(new URL('../../examples/call-center', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs, so that a test can wait for what it prints and stop it. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  readonly #child;
  readonly #closed;

  constructor(endpoint: string | undefined, args: readonly string[]) {
    const { AWS_ENDPOINT_URL: _, AWS_REGION: __, AWS_DEFAULT_REGION: ___, ...env } = process.env;
    this.#child = spawn(process.execPath, [main, ...args], {
      env: { ...env, ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#closed = once(this.#child, 'close');
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<Ended> {
    const [code] = (await this.#closed) as [number | null];
    return { code, stdout: this.stdout, stderr: this.stderr };
  }
}

/** @param endpoint for AWS_ENDPOINT_URL */
export function stepwell(endpoint: string | undefined, ...args: readonly string[]): Promise<Ended> {
  return new RunningCommand(endpoint, args).ended();
}
