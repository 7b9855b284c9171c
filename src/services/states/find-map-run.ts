/** Finding a Map Run by its ARN. */
import type { MapRuns, MapRunView } from '../../engine/map-runs/map-runs.ts';
import { parseMapRunArn } from './arns.ts';
import { resourceNotFound } from './errors.ts';

/** @throws InvalidArn, ResourceNotFound */
export async function findMapRun(mapRuns: MapRuns, arn: string): Promise<MapRunView> {
  const { id } = parseMapRunArn(arn);
  const found = await mapRuns.find(id);
  if (found === undefined || found.record.arn !== arn) throw resourceNotFound(arn);
  return found;
}
