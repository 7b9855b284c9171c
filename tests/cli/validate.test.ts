/** `stepwell validate`, with the parser here and with the service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { callCenter, stepwell } from './stepwell-command.ts';

const WRONG = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "Nowhere" },
    "B": { "Type": "Wait", "Seconds": "ten", "End": true }
  }
}`;

const folder = mkdtempSync(join(tmpdir(), 'stepwell-validate-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
let server: ServerProcess;
beforeAll(async () => {
  server = await startServer(['--memory']);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

test.each(['here', 'by the service'])('a definition is checked %s, with the place of each problem', async (where) => {
  const endpoint = where === 'here' ? undefined : server.url;
  const good = join(callCenter, 'definition.asl.json');
  expect(await stepwell(endpoint, 'validate', good)).toEqual({ code: 0, stdout: `${good}: valid\n`, stderr: '' });

  const wrong = file('wrong.asl.json', WRONG);
  const { code, stdout, stderr } = await stepwell(endpoint, 'validate', wrong);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.every((line) => line.startsWith(wrong))).toBe(true);
  expect(stdout).toMatch(/\.json:4:\d+: ERROR MISSING_TRANSITION_TARGET: /);
  expect(stdout).toMatch(/\.json:5:\d+: ERROR SCHEMA_VALIDATION_FAILED: /);
});

test('a text that is no JSON and a file that is missing are one line each', async () => {
  const broken = file('broken.asl.json', '{\n  "StartAt": A }');
  const { code, stdout } = await stepwell(undefined, 'validate', broken);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^\S+broken\.asl\.json:2:\d+: ERROR INVALID_JSON_DESCRIPTION: .*\n$/);
  expect((await stepwell(undefined, 'validate', join(folder, 'none'))).stderr).toMatch(
    /^error: there is no file .*\n$/,
  );
});
