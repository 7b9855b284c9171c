/** Where an alias leads: one or two versions of a state machine, with the share of starts each gets in per cent. */
import { assert } from '../../base/assert.ts';
import { type Random, RandomStream } from '../../base/random.ts';
import { validationError } from '../../base/service.ts';
import type { ListShape } from '../../base/shape.ts';
import { parseMachineArn, qualifiedArn, unqualifiedArn, versionNumber } from './arns.ts';
import type { RouteData } from './machine-store.ts';
import { longArnShape } from './shapes.ts';

/** As clients write a route. */
export interface RoutingItem {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

export interface Routing {
  readonly machineArn: string;
  readonly routes: readonly RouteData[];
}

const WEIGHT_SUM = 100;

export const routingShape: ListShape = {
  type: 'list',
  min: 1,
  max: 2,
  member: {
    type: 'structure',
    members: {
      stateMachineVersionArn: longArnShape,
      weight: { type: 'integer', min: 0, max: WEIGHT_SUM, required: true },
    },
  },
};

/**
 * Whether the versions exist is another question.
 * @throws InvalidArn, ValidationException (texts as recorded)
 */
export function parseRouting(items: readonly RoutingItem[]): Routing {
  const texts = items.map((item) => item.stateMachineVersionArn);
  const received = `Received: [${texts.join(', ')}]`;
  const routes = items.flatMap(({ stateMachineVersionArn, weight }) => {
    const version = versionNumber(parseMachineArn(stateMachineVersionArn).qualifier);
    return version === undefined ? [] : { version, weight };
  });
  if (routes.length < items.length) {
    throw validationError(`Routing configuration must contain state machine version ARNs. ${received}`);
  }
  if (new Set(texts).size < texts.length) {
    throw validationError(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  }
  const [machineArn, otherArn = machineArn] = texts.map(unqualifiedArn);
  assert(machineArn !== undefined, 'a routing configuration has routes');
  if (machineArn !== otherArn) {
    // GUESS: the wording.
    throw validationError(`Routing configuration must contain versions of the same state machine. ${received}`);
  }
  const weights = items.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== WEIGHT_SUM) {
    throw validationError(
      `Sum of routing configuration weights must equal ${WEIGHT_SUM}. Received: [${weights.join(', ')}]`,
    );
  }
  return { machineArn, routes };
}

export function describeRouting(machineArn: string, routes: readonly RouteData[]): readonly RoutingItem[] {
  return routes.map(({ version, weight }) => ({ stateMachineVersionArn: qualifiedArn(machineArn, version), weight }));
}

/** The number of the version that the next start gets: at random, by weight. */
export function chooseVersion(routes: readonly RouteData[], random: Random): number {
  let point = new RandomStream(random.seed()).nextFraction() * WEIGHT_SUM;
  const route = routes.find(({ weight }) => {
    point -= weight;
    return point < 0;
  });
  assert(route !== undefined, 'the weights of an alias add up');
  return route.version;
}
