/** Reading what is a Map's own: its processor, its items, its limits, and what only a distributed Map uses. */
import type { TaskFlow } from '../data-flow.ts';
import { type Path, WHOLE_INPUT } from '../jsonpath/path.ts';
import { readPath, readTaskFlow, readTemplate } from '../parse/read-flow.ts';
import { exclusive, has, type StateSource } from '../parse/state-source.ts';
import { checkDistributedFields } from './distributed-fields.ts';
import { checkLabel } from './label.ts';
import { type NumberField, readNumberField } from './number-field.ts';
import { type Processor, readProcessor } from './processor.ts';

export interface MapFields {
  readonly processor: Processor;
  /** Its parameters are the ItemSelector. */
  readonly flow: TaskFlow;
  readonly itemsPath: Path;
  readonly itemReader: boolean;
  /** 0: no limit in the definition. */
  readonly maxConcurrency: NumberField;
  readonly toleratedFailures: readonly NumberField[];
  /** What is missing to run it, as the object of "does not support". */
  readonly missingFeature?: string;
}

const DISTRIBUTED_FIELDS = ['ItemReader', 'ItemBatcher', 'ResultWriter'];

export function readMapFields(source: StateSource): MapFields {
  const processor = readProcessor(source);
  checkDistributedFields(source);
  checkLabel(source);
  const missingFeature = missingIn(source, processor);
  return {
    processor,
    flow: readFlow(source),
    itemsPath: readPath(source, 'ItemsPath') ?? WHOLE_INPUT,
    itemReader: has(source, 'ItemReader'),
    maxConcurrency: readNumberField(source, 'MaxConcurrency') ?? { name: 'MaxConcurrency', value: 0 },
    toleratedFailures: (['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const).flatMap(
      (name) => readNumberField(source, name) ?? [],
    ),
    ...(missingFeature === undefined ? {} : { missingFeature }),
  };
}

/** Parameters is the old name of ItemSelector. */
function readFlow(source: StateSource): TaskFlow {
  exclusive(source, 'ItemSelector', 'Parameters');
  const flow = readTaskFlow(source);
  const selector = readTemplate(source, 'ItemSelector');
  return selector === undefined ? flow : { ...flow, parameters: selector };
}

function missingIn(source: StateSource, { mode }: Processor): string | undefined {
  if (mode === 'DISTRIBUTED') return 'distributed Map states';
  const field = DISTRIBUTED_FIELDS.find((name) => has(source, name));
  return field && `the field ${field} in an inline Map state`;
}
