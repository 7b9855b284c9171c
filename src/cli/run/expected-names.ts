/** The names that an execution's history may show, read from its definition. */
import { isJsonObject, type Json, parseJson } from '../../base/json.ts';
import type { ExpectedNames } from './history-table.ts';

export function expectedNames(definition: string): ExpectedNames {
  const steps: string[] = [];
  const resources: string[] = [];
  const collect = (json: Json | undefined): void => {
    if (typeof json !== 'object' || json === null) return;
    for (const [member, value] of Object.entries(json) as [string, Json][]) {
      if (member === 'States' && isJsonObject(value)) steps.push(...Object.keys(value));
      if (member === 'Resource' && typeof value === 'string') resources.push(resourceName(value));
      collect(value);
    }
  };
  collect(parseJson(definition));
  return { steps, resources };
}

/** `OpenCaseFunction` of a function's ARN, `lambda:invoke` of `arn:aws:states:::lambda:invoke.waitForTaskToken`. */
function resourceName(arn: string): string {
  const parts = arn.split(':');
  return parts[2] === 'states' ? parts.slice(5).join(':') : (parts.at(-1) ?? arn);
}
