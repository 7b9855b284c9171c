/** Reading what is a Map's own: its processor, its items, its limits, and what only a distributed Map uses. */
import type { Payload } from '../../base/payload.ts';
import { constant, type Evaluator, evaluateAll, type Flow } from '../flow.ts';
import { observed } from '../observe.ts';
import { readMapFlow, readPayload } from '../parse/read-flow.ts';
import { exclusive, has, type StateSource } from '../parse/state-source.ts';
import { type DistributedFields, readDistributedFields } from './distributed-fields.ts';
import { type Items, readItems } from './items.ts';
import { readLabel } from './label.ts';
import { readNumberField } from './number-field.ts';
import { type Processor, readProcessor } from './processor.ts';
import type { ToleratedFailures } from './tolerated-failures.ts';

export interface MapFields {
  readonly processor: Processor;
  readonly flow: Flow;
  readonly items: Evaluator<Items>;
  /** ItemSelector, over the state's effective input; without it an iteration is given its item. */
  readonly itemSelector?: Evaluator<Payload>;
  /** 0: no limit in the definition. */
  readonly maxConcurrency: Evaluator<number>;
  /** Those of the state's fields: an inline Map tolerates no failures, they only have to be right. */
  readonly toleratedFailures: Evaluator<ToleratedFailures>;
  readonly hasItemReader: boolean;
  readonly hasResultWriter: boolean;
  /** Absent: the Map is an inline one. */
  readonly distributed?: DistributedMap;
  /** What is missing to run it, as the object of "does not support". */
  readonly missingFeature?: string;
}

export interface DistributedMap extends DistributedFields {
  /** Part of the ARNs of its Map Runs and their child executions. */
  readonly label: string;
}

const DISTRIBUTED_FIELDS = ['ItemReader', 'ItemBatcher', 'ResultWriter'];

export function readMapFields(source: StateSource): MapFields {
  const processor = readProcessor(source);
  const distributedFields = readDistributedFields(source);
  const label = readLabel(source);
  const isDistributed = processor.mode === 'DISTRIBUTED';
  const missingFeature = isDistributed ? undefined : missingIn(source);
  return {
    processor,
    flow: readMapFlow(source),
    items: readItems(source, isDistributed),
    ...readItemSelector(source),
    maxConcurrency: observed('MaxConcurrency', readNumberField(source, 'MaxConcurrency') ?? constant(0)),
    toleratedFailures: readToleratedFailures(source),
    hasItemReader: has(source, 'ItemReader'),
    hasResultWriter: has(source, 'ResultWriter'),
    ...(isDistributed && { distributed: { label, ...distributedFields } }),
    ...(missingFeature === undefined ? {} : { missingFeature }),
  };
}

/** Parameters is its old name. */
function readItemSelector(source: StateSource): { readonly itemSelector?: Evaluator<Payload> } {
  exclusive(source, 'ItemSelector', 'Parameters');
  const itemSelector = readPayload(source, has(source, 'ItemSelector') ? 'ItemSelector' : 'Parameters');
  return itemSelector === undefined ? {} : { itemSelector };
}

function readToleratedFailures(source: StateSource): Evaluator<ToleratedFailures> {
  const count = readNumberField(source, 'ToleratedFailureCount');
  const percentage = readNumberField(source, 'ToleratedFailurePercentage');
  const fields = {
    ...(count && { count: observed('ToleratedFailureCount', count) }),
    ...(percentage && { percentage: observed('ToleratedFailurePercentage', percentage) }),
  };
  return (scope) => evaluateAll<ToleratedFailures>(fields, scope);
}

function missingIn(source: StateSource): string | undefined {
  const field = DISTRIBUTED_FIELDS.find((name) => has(source, name));
  return field && `the field ${field} in an inline Map state`;
}
