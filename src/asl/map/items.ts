/** What a Map iterates over: ItemsPath on the effective input, or Items. */
import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { resolvePath } from '../data-flow.ts';
import { constant, type Evaluator, type FlowScope, whenOk } from '../flow.ts';
import { queryFailure } from '../jsonata/failure.ts';
import { isWholeInput, type Path, WHOLE_INPUT } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure } from '../jsonpath/scope.ts';
import { readQueryArray, readQueryTemplate } from '../parse/read-jsonata.ts';
import { readPath } from '../parse/read-jsonpath.ts';
import { has, type StateSource } from '../parse/state-source.ts';

export interface Items {
  /** An array, or the object whose members a distributed Map iterates over. */
  readonly payload: Payload;
  readonly value: readonly Json[];
}

/** @param objects whether the members of an object are items too: they are of a distributed Map */
export function readItems(source: StateSource, objects: boolean): Evaluator<Items> {
  const itemsIn = objects ? elementsOrMembers : elements;
  const items = source.language === 'JSONata' ? readQueryItems(source, itemsIn) : readItemsPath(source, itemsIn);
  // beside an ItemReader ItemsPath does not count, even when it points nowhere, and the length is 0 (recorded)
  return has(source, 'ItemReader') ? constant({ payload: Payload.of([]), value: [] }) : items;
}

type ItemsIn = (payload: Payload) => Evaluated<Items> | undefined;

function readItemsPath(source: StateSource, itemsIn: ItemsIn): Evaluator<Items> {
  const path = readPath(source, 'ItemsPath') ?? WHOLE_INPUT;
  // a path into the context object is named without its first dollar sign (recorded)
  const shown = path.root.type === 'context' ? path.text.slice(1) : path.text;
  const refusal = runtimeFailure(`Reference path "${shown}" must point to array.`);
  return (scope) =>
    whenOk(findItems(path, scope), (payload) => {
      const items = itemsIn(payload);
      if (items !== undefined) scope.observe?.('ItemsPath', payload);
      return items ?? refusal;
    });
}

/** The input as a whole stays the very same payload, so that it is stored once. */
function findItems(path: Path, scope: FlowScope): Evaluated<Payload> {
  if (isWholeInput(path)) return { ok: true, value: scope.data };
  const found = resolvePath(path, scope.data, scope);
  return found.ok ? { ok: true, value: Payload.of(found.value) } : found;
}

/** An inline Map refuses an object, as recorded in 2024; the service iterates over its members since 2025. */
function readQueryItems(source: StateSource, itemsIn: ItemsIn): Evaluator<Items> {
  const read = itemsIn === elements ? readQueryArray : readQueryTemplate;
  const items: Evaluator<Payload> = read(source, 'Items') ?? (({ input }) => ({ ok: true, value: input }));
  return (scope) =>
    whenOk(
      items(scope),
      (payload) => itemsIn(payload) ?? queryFailure(`Map state input must be an array but was: ${payload.text}`),
    );
}

function elements(payload: Payload): Evaluated<Items> | undefined {
  const { value } = payload;
  return isJsonArray(value) ? { ok: true, value: { payload, value } } : undefined;
}

function elementsOrMembers(payload: Payload): Evaluated<Items> | undefined {
  const { value } = payload;
  return isJsonObject(value) ? { ok: true, value: { payload, value: Object.values(value) } } : elements(payload);
}
