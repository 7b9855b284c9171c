/** The layers of a function: which ones a request names, and whether the function may have them. Refusals are recorded. */
import type { Call, Permission } from '../../../base/service.ts';
import { invalidParameterValue } from '../errors.ts';
import type { FunctionLayer } from '../function-data.ts';
import { parseVersionArn } from './layer-name.ts';
import type { LayerTable } from './layer-table.ts';
import { layerVersionPermission } from './layer-versions.ts';

const LAYERS_MAX = 5;

/** @throws ServiceError in AWS's words when the function cannot have these */
export function functionLayers(layers: LayerTable, arns: readonly string[], call: Call): readonly FunctionLayer[] {
  if (arns.length > LAYERS_MAX) throw invalidParameterValue(`Cannot reference more than ${LAYERS_MAX} layers.`);
  const seen = new Map<string, string>();
  return arns.map((Arn) => {
    const layer = functionLayer(layers, Arn, call);
    const of = Arn.slice(0, Arn.lastIndexOf(':'));
    const other = seen.get(of);
    if (other !== undefined) {
      throw invalidParameterValue(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other} and ${Arn} are versions of the same layer.`,
      );
    }
    seen.set(of, Arn);
    return layer;
  });
}

function functionLayer(layers: LayerTable, Arn: string, call: Call): FunctionLayer {
  const parsed = parseVersionArn(Arn);
  if (parsed !== undefined && parsed.region !== call.region) {
    throw invalidParameterValue(
      `Layers are not in the same region as the function. Layers are expected to be in region ${call.region}.`,
    );
  }
  if (parsed !== undefined && parsed.version < 1) throw invalidParameterValue('Layer Version Cannot be less than 1');
  const version = parsed && layers.version(parsed, parsed.version);
  if (version === undefined) throw invalidParameterValue(`Layer version ${Arn} does not exist.`);
  return { Arn, CodeSize: version.bytes, digest: version.digest };
}

/** The caller has to be allowed to read what the function is to have; of another account, by the layer's own policy. */
export function layerPermissions(layers: LayerTable, arns: readonly string[] = []): readonly Permission[] {
  return arns.flatMap((arn) => {
    const place = parseVersionArn(arn);
    if (place === undefined) return [];
    return [layerVersionPermission(layers, { action: 'lambda:GetLayerVersion', place, version: place.version })];
  });
}
