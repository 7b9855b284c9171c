/** Stepwell's own service: what AWS's operations cannot answer, public and signed like theirs. The table of its operations. */
import type { Service } from '../../base/service.ts';
import { type DenialDeps, denialOperations } from './denials.ts';
import { type DetailDeps, detailOperations } from './details.ts';
import { type ForkDeps, forkOperations } from './forks.ts';
import { type OperationListDeps, operationListOperations } from './operation-list.ts';
import { overviewOperations } from './overview.ts';
import { type ParkedDeps, parkedOperations } from './parked.ts';
import { type IndexDeps, searchOperations } from './search.ts';
import { type TestCaseDeps, testCaseOperations } from './test-cases.ts';

export type StepwellDeps = DenialDeps &
  DetailDeps &
  ForkDeps &
  IndexDeps &
  OperationListDeps &
  ParkedDeps &
  TestCaseDeps;

export function createStepwellService(deps: StepwellDeps): Service {
  return {
    name: 'stepwell',
    operations: {
      ...denialOperations(deps),
      ...searchOperations(deps),
      ...overviewOperations(deps),
      ...operationListOperations(deps),
      ...detailOperations(deps),
      ...forkOperations(deps),
      ...parkedOperations(deps),
      ...testCaseOperations(deps),
    },
  };
}
