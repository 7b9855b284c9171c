/** Stepwell for the benchmark: its data lies in the project's folder, since a temporary one may be memory and not disk. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerProcess, startServer } from '../scripts/server-process.mjs';

const root = fileURLToPath(new URL('../.stepwell', import.meta.url));

export interface BenchServer extends ServerProcess {
  dataBytes(): number;
  /** Stops it if it runs, and removes its data. */
  remove(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  mkdirSync(root, { recursive: true });
  const folder = mkdtempSync(join(root, 'bench-'));
  const server = await startServer(['--data-dir', folder, '--drain-timeout', '1']);
  return {
    ...server,
    dataBytes: () => folderBytes(folder),
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function withBenchServer<T>(use: (server: BenchServer) => Promise<T>): Promise<T> {
  const server = await startBenchServer();
  try {
    return await use(server);
  } finally {
    await server.remove();
  }
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
