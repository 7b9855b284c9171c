/** A state that AWS accepts and Stepwell does not run yet: legal in a definition, a clear error once it is entered. */
import type { Json } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import type { StateType } from '../parse/fields.ts';
import { readTransition, type Target, type Transition } from '../parse/read-flow.ts';
import { readArray, readText, type StateSource } from '../parse/state-source.ts';
import type { StateKind } from '../state-kind.ts';
import { failed } from './staging.ts';

export interface UnsupportedState extends Transition {
  readonly type: StateType;
  /** What is missing, as the object of "does not support". */
  readonly unsupported: string;
}

const WITHOUT_TRANSITION: readonly StateType[] = ['Choice', 'Succeed', 'Fail'];

/** Reads what the graph's check needs, machines inside included. */
export function unsupported(source: StateSource, type: StateType, feature: string): UnsupportedState {
  const ends = type === 'Succeed' || type === 'Fail';
  const transition = WITHOUT_TRANSITION.includes(type)
    ? { next: undefined, targets: [], terminal: ends }
    : readTransition(source);
  const choices = targetsIn(source, 'Choices');
  const otherwise = readText(source, 'Default');
  const targets = [
    ...transition.targets,
    ...choices,
    ...(otherwise === undefined ? [] : [{ target: otherwise, at: 'Default' }]),
    ...targetsIn(source, 'Catch'),
  ];
  for (const [i, branch] of (readArray(source, 'Branches') ?? []).entries()) source.nested(branch, `Branches[${i}]`);
  for (const field of ['ItemProcessor', 'Iterator']) {
    const nested = source.json[field];
    if (nested !== undefined) source.nested(nested, field, ['ProcessorConfig']);
  }
  return { type, unsupported: feature, ...transition, targets };
}

function targetsIn(source: StateSource, field: string): readonly Target[] {
  return (readArray(source, field) ?? []).flatMap((json: Json, i) => {
    const target = isJsonObject(json) ? json['Next'] : undefined;
    return typeof target === 'string' ? [{ target, at: `${field}[${i}]/Next` }] : [];
  });
}

export const unsupportedKind: StateKind<UnsupportedState> = {
  parse: (source) => unsupported(source, 'Map', 'Map states'),

  enter: (_, frame, state) =>
    failed(frame, { error: 'States.Runtime', cause: `Stepwell does not support ${state.unsupported} yet.` }),
};
