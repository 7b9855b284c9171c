/** The machine inside a Map: ItemProcessor, or Iterator as it was called before. */
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { MachineType } from '../definition.ts';
import { exclusive, has, readChoice, report, requireFields, type StateSource, within } from '../parse/state-source.ts';

export interface Processor extends ProcessorConfig {
  readonly startAt: string;
}

interface ProcessorConfig {
  readonly mode: 'INLINE' | 'DISTRIBUTED';
  /** The type of the child executions; that of the machine itself for an inline Map. */
  readonly executionType: MachineType;
}

export function readProcessor(source: StateSource): Processor {
  exclusive(source, 'ItemProcessor', 'Iterator');
  const field = has(source, 'Iterator') ? 'Iterator' : 'ItemProcessor';
  if (!requireFields(source, field)) return { startAt: '', mode: 'INLINE', executionType: 'STANDARD' };
  const json = source.json[field] ?? null;
  const { mode, executionType } = readConfig(source, isJsonObject(json) ? json : {}, field);
  const ownVariables = mode === 'DISTRIBUTED';
  return {
    ...source.nested(json, field, { fields: ['ProcessorConfig'], machineType: executionType, ownVariables }),
    mode,
    executionType,
  };
}

function readConfig(source: StateSource, processor: JsonObject, field: string): ProcessorConfig {
  const inline: ProcessorConfig = { mode: 'INLINE', executionType: source.machineType };
  const json = processor['ProcessorConfig'];
  if (json === undefined) return inline;
  const at = `${field}/ProcessorConfig`;
  if (!isJsonObject(json)) {
    report(source, 'Expected value of type Object', at);
    return inline;
  }
  const config = within(source, json, at);
  const mode = readChoice(config, 'Mode', ['INLINE', 'DISTRIBUTED']) ?? 'INLINE';
  const executionType = readChoice(config, 'ExecutionType', ['STANDARD', 'EXPRESS']);
  if (mode === 'INLINE') return inline;
  requireFields(config, 'ExecutionType');
  // GUESS: the wording; that Express workflows have no distributed Map is in the developer guide
  if (source.machineType === 'EXPRESS')
    report(config, 'Express state machine does not support distributed Map', 'Mode');
  return { mode, executionType: executionType ?? 'STANDARD' };
}
