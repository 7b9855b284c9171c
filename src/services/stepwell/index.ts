/** Stepwell's own service: what AWS's operations cannot answer, public and signed like theirs. The table of its operations. */
import type { Service } from '../../base/service.ts';
import { type ParkedDeps, parkedOperations } from './parked.ts';

export function createStepwellService(deps: ParkedDeps): Service {
  return {
    name: 'stepwell',
    operations: {
      ...parkedOperations(deps),
    },
  };
}
