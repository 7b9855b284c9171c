import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodePackages } from './code-package.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stepwell-code-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const unpack = (files: Zippable) => unpackBytes(zipSync(files));
const unpackBytes = (zip: Uint8Array) => new CodePackages(root).directory('d1', async () => zip);
const link = (target: string): [Uint8Array, { os: number; attrs: number }] => [
  strToU8(target),
  { os: 3, attrs: (0o120777 << 16) >>> 0 },
];

test('files appear under the digest with their folders, readable, and executable where they were', async () => {
  const directory = await unpack({
    'index.js': strToU8('1'),
    src: { 'a.js': strToU8('2') },
    run: [strToU8('#!/bin/sh'), { os: 3, attrs: (0o100755 << 16) >>> 0 }],
  });
  expect(directory).toBe(join(root, 'd1'));
  expect(readFileSync(join(directory, 'src/a.js'), 'utf8')).toBe('2');
  expect(statSync(join(directory, 'run')).mode & 0o777).toBe(0o755);
  expect(statSync(join(directory, 'index.js')).mode & 0o777).toBe(0o644);
  expect(readdirSync(root)).toEqual(['d1']);
});

test('a package is unpacked once, also for many who ask at the same time', async () => {
  const packages = new CodePackages(root);
  let reads = 0;
  const read = async () => {
    reads++;
    return zipSync({ 'index.js': strToU8('1') });
  };
  await Promise.all([packages.directory('d1', read), packages.directory('d1', read)]);
  await packages.directory('d1', read);
  expect(reads).toBe(1);
});

test.each([
  ['no zip at all', strToU8('this is not a zipfile, just a random string')],
  ['an empty file', new Uint8Array()],
  ['a cut zip', zipSync({ 'index.js': strToU8('x'.repeat(100)) }).slice(0, 60)],
  ['a path upwards', zipSync({ '../evil.js': strToU8('1') })],
  ['an absolute path', zipSync({ '/tmp/evil.js': strToU8('1') })],
  ['a path upwards with backslashes', zipSync({ '..\\evil.js': strToU8('1') })],
  ['a file used as a folder', zipSync({ a: strToU8('1'), 'a/b': strToU8('2') })],
  ['a link upwards', zipSync({ 'a/link': link('../../outside') })],
  ['an absolute link', zipSync({ link: link('/etc/passwd') })],
  ['a link below a link', zipSync({ 'a/b': strToU8('1'), c: link('a'), 'c/d': link('b') })],
])('%s is malformed and leaves nothing behind', async (_what, zip) => {
  await expect(unpackBytes(zip)).rejects.toMatchObject({ reason: 'malformed' });
  expect(readdirSync(root)).toEqual([]);
});

test('content that does not inflate is malformed', async () => {
  const zip = zipSync({ 'index.js': strToU8('abcdefgh'.repeat(1000)) });
  zip.fill(0xff, 40, 60);
  await expect(unpackBytes(zip)).rejects.toMatchObject({ reason: 'malformed' });
});

test('links that stay inside are made', async () => {
  const directory = await unpack({ 'lib/a.js': strToU8('1'), '.bin/a': link('../lib/a.js') });
  expect(readlinkSync(join(directory, '.bin/a'))).toBe('../lib/a.js');
  expect(readFileSync(join(directory, '.bin/a'), 'utf8')).toBe('1');
});

test('a package that says it is larger than the limit is refused before it is unpacked', async () => {
  const zip = zipSync({ 'bomb.bin': strToU8('x') });
  const at = Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  Buffer.from(zip.buffer).writeUInt32LE(262_144_001, at + 24);
  // A stored entry has to say the same twice.
  Buffer.from(zip.buffer).writeUInt16LE(8, at + 10);
  await expect(unpackBytes(zip)).rejects.toMatchObject({ reason: 'too-large' });
});

test('what nobody needs is swept away', async () => {
  const packages = new CodePackages(root);
  const read = async () => zipSync({ 'index.js': strToU8('1') });
  await packages.directory('old', read);
  await packages.directory('new', read);
  await packages.sweep(new Set(['new']));
  expect(readdirSync(root)).toEqual(['new', 'package.json']);
});

test('code is CommonJS unless it says otherwise, wherever the server keeps its data', async () => {
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  const packages = new CodePackages(join(root, 'code'));
  await packages.sweep(new Set());
  const directory = await packages.directory('d1', async () => zipSync({ 'a.js': strToU8('module.exports = 7;') }));
  expect(createRequire(import.meta.url)(join(directory, 'a.js'))).toBe(7);
});
