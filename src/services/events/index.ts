/** Amazon EventBridge, as far as HTTP tasks need it: connections. The table of its operations. */
import type { Service } from '../../base/service.ts';
import { type ConnectionDeps, connectionOperations } from './connections.ts';

export function createEventsService(deps: ConnectionDeps): Service {
  return { name: 'events', operations: connectionOperations(deps) };
}
