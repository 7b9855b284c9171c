/** The README's tutorial with the AWS CLI, pasted into a shell as it stands there. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { skips } from '../optional-parts.ts';
import { awsCliPath } from '../support/aws-clients.ts';
import { stepwell } from './stepwell-command.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const HEADING = '## The tutorial with the AWS CLI';

/** Some thirty commands, each of which starts Python. */
const TIMEOUT_MS = 300_000;

/** The shell commands of a section. */
function commandsOf(heading: string): string {
  const [, section = ''] = readFileSync(`${repository}/README.md`, 'utf8').split(`${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands).join('\n');
}

async function bash(script: string, env: NodeJS.ProcessEnv) {
  const child = spawn('bash', ['--norc', '-c', script], { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

describe.skipIf(skips('awsCli'))('the tutorial of the README', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer(['--memory']);
  });
  afterAll(() => server.stop());

  test('works from the first command to the last, and leaves nothing behind', { timeout: TIMEOUT_MS }, async () => {
    // Debian's version does not know AWS_ENDPOINT_URL.
    const script = `set -euo pipefail\naws() { ${awsCliPath()} --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n${commandsOf(HEADING)}`;
    const { stdout, stderr } = await bash(script, {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/"status": "(SUCCEEDED|FAILED)"/);
    expect(stdout).toMatch(/\| {2}TaskStateEntered +\| {2}Work on Case +\|/);
    expect(stdout).toMatch(/REPORT RequestId: /);
    expect((await stepwell(server.url, 'list')).stdout).not.toMatch(/CaseFunction/);
  });
});
