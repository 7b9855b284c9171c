/**
 * What a distributed Map state says of its Map Run, every field evaluated when the state was entered. It stands in the state's
 * open effect as JSON, so that a Map Run can be taken up again from its parent alone.
 */
import type { Json, JsonObject } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';

export interface MapRunSettings {
  /** The last part of the ARN. */
  readonly id: string;
  readonly arn: string;
  /** How often it was taken up again; absent: never. */
  readonly redriveCount?: number;
  /** 0: no limit in the definition. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly reader?: {
    readonly resource: string;
    readonly parameters: Json;
    readonly readerConfig: JsonObject;
  };
  readonly batcher?: BatcherSettings;
  readonly writer?: {
    readonly resource?: string;
    readonly parameters?: Json;
    readonly writerConfig: JsonObject;
  };
}

export interface BatcherSettings {
  readonly maxItems?: number;
  readonly maxInputBytes?: number;
  readonly batchInput?: Json;
}

export function encodeSettings(settings: MapRunSettings): Payload {
  return Payload.of(settings as unknown as Json);
}

/** What `encodeSettings` made. */
export function decodeSettings(parameters: Payload): MapRunSettings {
  return parameters.value as unknown as MapRunSettings;
}
