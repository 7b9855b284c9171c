// Makes a checkout ready to run: installs the dependencies and builds, each only when needed. Runs on plain Node with
// nothing installed, in front of every npm script that needs either.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildIsStale } from './build.mjs';
import { withLock } from './lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Stepwell needs Node.js 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

if (installIsStale() || buildIsStale()) process.exitCode = await withLock(join(root, '.setup.lock'), setUp);

async function setUp() {
  if (installIsStale()) {
    console.log('setup: installing the dependencies (npm ci)');
    const code = install();
    if (code !== 0) return code;
  }
  if (buildIsStale()) {
    console.log('setup: building dist/');
    return build();
  }
  return 0;
}

/** Whether what npm noted as installed differs from the lock file; packages for other platforms may be absent. */
function installIsStale() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).some(([path, { version, optional }]) => {
    const found = installed[path]?.version;
    return path !== '' && found !== version && !(optional && found === undefined);
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function install() {
  const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) console.error('setup: npm ci failed');
  return status ?? 1;
}
