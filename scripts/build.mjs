// Compiles src/ to dist/ with the TypeScript compiler and copies what is shipped as it stands.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (status === 0) cpSync(`${root}src`, `${root}dist`, { recursive: true, filter: (path) => !/\.ts$/.test(path) });
process.exit(status ?? 1);
