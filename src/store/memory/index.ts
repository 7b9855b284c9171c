/** The whole store in memory, for tests, the simulation and servers that need not remember: the reference for the others. */
import { InstallationKey } from '../installation-key.ts';
import { SecretSeal } from '../secret-seal.ts';
import type { Store } from '../store.ts';
import { MemoryExecutionIndex } from './execution-index.ts';
import { MemoryExecutions } from './executions.ts';
import { MemoryLogs } from './logs.ts';
import { MemoryObjects } from './objects.ts';
import { MemoryResources } from './resources.ts';

export function openMemoryStore(): Store {
  const resources = new MemoryResources();
  const settings = new Map<string, string>();
  const key = InstallationKey.generate();
  return {
    executions: new MemoryExecutions(resources),
    resources,
    objects: new MemoryObjects(),
    logs: new MemoryLogs(),
    index: new MemoryExecutionIndex(),
    key,
    seal: new SecretSeal(key),
    async setting(key, value) {
      const kept = settings.get(key) ?? value;
      settings.set(key, kept);
      return kept;
    },
    async close() {},
  };
}
