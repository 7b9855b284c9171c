/** Stepwell for the benchmark, with a new data directory that goes with it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '../scripts/server-process.mjs';

export interface BenchServer extends ServerProcess {
  dataBytes(): number;
  /** Stops it if it runs, and removes its data. */
  remove(): Promise<void>;
}

export async function startBenchServer(folder: string, options: readonly string[] = []): Promise<BenchServer> {
  mkdirSync(folder, { recursive: true });
  const dataDir = mkdtempSync(join(folder, 'bench-'));
  const server = await startServer(['--data-dir', dataDir, '--drain-timeout', '1', ...options]);
  return {
    ...server,
    dataBytes: () => folderBytes(dataDir),
    async remove() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function withBenchServer<T>(
  folder: string,
  use: (server: BenchServer) => Promise<T>,
  options?: readonly string[],
): Promise<T> {
  const server = await startBenchServer(folder, options);
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
