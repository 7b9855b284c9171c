/** What optimised integrations add to an answer: how it came over HTTP (recorded). */
import type { JsonObject } from '../base/json.ts';

/** `headers` in the order in which the recordings have them. */
export function sdkHttpMetadata(status: number, headers: Readonly<Record<string, string>>): JsonObject {
  const AllHttpHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { AllHttpHeaders, HttpHeaders: headers, HttpStatusCode: status };
}
