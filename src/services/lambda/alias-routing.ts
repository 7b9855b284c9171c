/** Where an alias leads: one version, or two with the share of invocations the second one gets. */
import { type Random, RandomStream } from '../../base/random.ts';
import type { StructureShape } from '../../base/shape.ts';
import { invalidParameterValue, latestInWeightedAlias } from './errors.ts';
import { type AliasData, aliasOf, type FunctionData, LATEST } from './function-data.ts';

export interface RoutingConfig {
  /** Version to share, 0 to 1. */
  readonly AdditionalVersionWeights?: Readonly<Record<string, number>>;
}

export const routingShape: StructureShape = {
  type: 'structure',
  members: {
    AdditionalVersionWeights: {
      type: 'map',
      key: { type: 'string', min: 1, max: 1024, pattern: '[0-9]+' },
      value: { type: 'double', min: 0, max: 1 },
    },
  },
};

/** @throws ServiceError (texts as recorded) */
export function checkRouting({ version, weights }: AliasData): void {
  const others = Object.keys(weights);
  if (others.length > 1) {
    throw invalidParameterValue('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  if (others.length > 0 && version === LATEST) throw latestInWeightedAlias();
  if (others.includes(version)) {
    throw invalidParameterValue(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
}

/** The version, `$LATEST` or a number, that the next invocation with this qualifier gets. It may not be there. */
export function versionNamed(data: FunctionData, qualifier: string | undefined, random: Random): string {
  const alias = qualifier === undefined ? undefined : aliasOf(data, qualifier);
  return alias === undefined ? (qualifier ?? LATEST) : chooseVersion(alias, random);
}

/** The version that the next invocation of the alias gets: at random, by weight. */
export function chooseVersion({ version, weights }: AliasData, random: Random): string {
  const [other] = Object.entries(weights);
  if (other === undefined) return version;
  const [otherVersion, weight] = other;
  return new RandomStream(random.seed()).nextFraction() < weight ? otherVersion : version;
}
