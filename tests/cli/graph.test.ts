/** `stepwell graph`, which needs no server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { callCenter, stepwell } from './stepwell-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepwell-graph-'));
afterAll(() => rmSync(folder, { recursive: true }));

function graph(...args: readonly string[]) {
  return stepwell(undefined, 'graph', ...args);
}

test('a definition is drawn on standard output', async () => {
  const { code, stdout, stderr } = await graph(join(callCenter, 'definition.asl.json'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^<svg .*>Is Case Resolved<.*<\/svg>\n$/s);
});

test('a definition that is not valid is drawn as far as it goes', async () => {
  const file = join(folder, 'incomplete.asl.json');
  writeFileSync(file, '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Nowhere"}}}');
  const { code, stdout } = await graph(file, '--theme', 'dark');
  expect(code).toBe(0);
  expect(stdout).toContain('>A</text>');
});

test('what cannot be read is said in one line', async () => {
  const file = join(folder, 'broken.asl.json');
  writeFileSync(file, '{"StartAt": ');
  const [broken, missing, theme] = await Promise.all([
    graph(file),
    graph(join(folder, 'none.json')),
    graph(file, '--theme', 'pink'),
  ]);
  expect(broken).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: .*broken.asl.json is not JSON: .+\n$/),
  });
  expect(missing).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: there is no file .*none.json\n$/),
  });
  expect(theme).toMatchObject({ code: 1, stderr: expect.stringMatching(/light, dark/) });
});
