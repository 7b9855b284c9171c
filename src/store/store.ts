/** Everything Stepwell keeps, as one thing that is opened and closed. */
import type { ExecutionIndex } from './execution-index.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { InstallationKey } from './installation-key.ts';
import type { LogStore } from './log-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { ResourceStore } from './resource-store.ts';
import type { SecretSeal } from './secret-seal.ts';

export interface Store {
  readonly executions: ExecutionStore;
  readonly resources: ResourceStore;
  readonly objects: ObjectStore;
  readonly logs: LogStore;
  readonly index: ExecutionIndex;
  /** Kept outside of what is stored. */
  readonly key: InstallationKey;
  /** Secrets go through it before they are stored. */
  readonly seal: SecretSeal;
  /** Small durable values of the installation itself, made once: `value` is kept if the key is new; the kept one is returned. */
  setting(key: string, value: string): Promise<string>;
  close(): Promise<void>;
}
