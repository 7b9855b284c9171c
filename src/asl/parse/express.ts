/** What the executions of Express workflows cannot do; the texts are the service's (recorded). */
import { completionOf, type Resource } from '../resource.ts';
import { report, type StateSource } from './state-source.ts';

export function refuseInExpress(source: StateSource, resource: Resource): void {
  if (source.machineType !== 'EXPRESS') return;
  const feature = missingInExpress(resource);
  if (feature !== undefined) report(source, `Express state machine does not support ${feature}`, 'Resource');
}

function missingInExpress(resource: Resource): string | undefined {
  if (resource.type === 'activity') return 'Activity ARN';
  switch (completionOf(resource)) {
    case 'call':
      return undefined;
    case 'job':
      return "'.sync' service integration";
    case 'callback':
      // the blank at the end is the service's own
      return "'.waitForTaskToken' service integration ";
  }
}
