/** How layers are named: by name or ARN, and their versions by an ARN that ends in the number. */
import { formatArn, parseArn } from '../../../base/arn.ts';
import type { Call } from '../../../base/service.ts';
import type { Shape } from '../../../base/shape.ts';

export interface LayerPlace {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

export const LAYER_VERSION_ARN_PATTERN = 'arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+';

export const layerNameShape: Shape = {
  type: 'string',
  required: true,
  min: 1,
  max: 140,
  pattern: '(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+',
};

/** @param nameOrArn of a layer */
export function placeOf(nameOrArn: string, { account, region }: Call): LayerPlace {
  const arn = parseArn(nameOrArn);
  if (arn === undefined) return { name: nameOrArn, account, region };
  return { name: arn.resource.replace(/^layer:/, ''), account: arn.account, region: arn.region };
}

/** Undefined when the text is no ARN of a layer version. The number may be any integer. */
export function parseVersionArn(text: string): (LayerPlace & { readonly version: number }) | undefined {
  const arn = parseArn(text);
  const [, name, version] = /^layer:([a-zA-Z0-9-_]+):(-?\d+)$/.exec(arn?.resource ?? '') ?? [];
  if (arn?.service !== 'lambda' || name === undefined) return undefined;
  return { name, account: arn.account, region: arn.region, version: Number(version) };
}

export function layerArn({ name, account, region }: LayerPlace): string {
  return formatArn('lambda', region, account, `layer:${name}`);
}

export function versionArn(place: LayerPlace, version: number): string {
  return `${layerArn(place)}:${version}`;
}
