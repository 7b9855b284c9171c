/** AWS Step Functions: the table of its operations. */
import type { Service } from '../../base/service.ts';
import { type ActivityDeps, activityOperations } from './activities.ts';
import { aliasOperations } from './aliases.ts';
import { type CallbackDeps, callbackOperations } from './callbacks.ts';
import { type ExecutionDeps, executionOperations } from './executions.ts';
import { historyOperations } from './history.ts';
import { type MachineDeps, machineOperations } from './machines.ts';
import { type MapRunOperationDeps, mapRunOperations } from './map-runs.ts';
import { redriveOperations } from './redrives.ts';
import { syncExecutionOperations } from './sync-executions.ts';
import { resourceTags, tagOperations } from './tags.ts';
import { type TestStateDeps, testStateOperations } from './test-state/index.ts';
import { validationOperations } from './validation.ts';
import { versionOperations } from './versions.ts';

export function createStatesService(
  deps: MachineDeps & ExecutionDeps & ActivityDeps & CallbackDeps & MapRunOperationDeps & TestStateDeps,
): Service {
  return {
    name: 'states',
    operations: {
      ...machineOperations(deps),
      ...versionOperations(deps),
      ...aliasOperations(deps),
      ...executionOperations(deps),
      ...redriveOperations(deps),
      ...syncExecutionOperations(deps),
      ...callbackOperations(deps),
      ...activityOperations(deps),
      ...mapRunOperations(deps),
      ...historyOperations(deps.executions, deps.clock),
      ...tagOperations(deps),
      ...validationOperations,
      ...testStateOperations(deps),
    },
    resourceTags: (arn) => resourceTags(deps, arn),
  };
}
