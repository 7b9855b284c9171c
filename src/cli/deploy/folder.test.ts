import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDeployFolder } from './folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stepwell-folder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): string {
  const folder = join(root, 'my-machine');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('files and folders are functions, with their settings beside them', () => {
  const folder = write({
    'definition.asl.json': '{}',
    'functions/One.mjs': 'one',
    'functions/One.json': '{"Timeout":10}',
    'functions/Two/index.js': 'two',
    'functions/Two/lib/part.js': 'part',
    'functions/README.md': 'no function',
    'roles/r.json': '{"trustPolicy":{}}',
  });
  const { name, functions, roles } = readDeployFolder(`${folder}/`);
  const shown = functions.map(({ files, ...rest }) => ({
    ...rest,
    files: Object.fromEntries([...files].map(([path, content]) => [path, Buffer.from(content).toString()])),
  }));
  expect(name).toBe('my-machine');
  expect(shown).toEqual([
    { name: 'One', settings: { Timeout: 10 }, files: { 'index.mjs': 'one' } },
    { name: 'Two', settings: {}, files: { 'index.js': 'two', 'lib/part.js': 'part' } },
  ]);
  expect(roles.map((role) => role.name)).toEqual(['r']);
});

test('a machine alone is a folder too', () => {
  const { functions, roles } = readDeployFolder(write({ 'definition.asl.json': '{}' }));
  expect({ functions, roles }).toEqual({ functions: [], roles: [] });
});

test('a missing definition and a file that is no JSON are named', () => {
  expect(() => readDeployFolder(root)).toThrow(/there is no file .*definition\.asl\.json/);
  expect(() => readDeployFolder(write({ 'definition.asl.json': '{\n  oops' }))).toThrow(
    /definition\.asl\.json:2:\d+: /,
  );
  const settings = { 'definition.asl.json': '{}', 'functions/F.js': '', 'functions/F.json': '[]' };
  expect(() => readDeployFolder(write(settings))).toThrow(/F\.json: must hold a JSON object/);
});
