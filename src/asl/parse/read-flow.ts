/** Reading where a state leads, and its data flow in the state's own query language. */
import type { Payload } from '../../base/payload.ts';
import type { Evaluator, Exit, Flow } from '../flow.ts';
import type { QueryLanguage } from './fields.ts';
import {
  readQueryCatch,
  readQueryFlow,
  readQueryMapFlow,
  readQueryPassing,
  readQueryRuled,
  readQueryTemplate,
} from './read-jsonata.ts';
import {
  readPathCatch,
  readPathFlow,
  readPathMapFlow,
  readPathPassing,
  readPathPayload,
  readPathRuled,
} from './read-jsonpath.ts';
import { exclusive, readBoolean, readText, report, type StateSource } from './state-source.ts';

/** Where a state leads: targets for the graph's check, in the order of the definition. */
export interface Target {
  readonly target: string;
  /** Field inside the state: `Next`, `Choices[0]/Next`. */
  readonly at: string;
}

export interface Transition {
  /** Undefined: the line of control ends with the state. */
  readonly next: string | undefined;
  readonly targets: readonly Target[];
  readonly terminal: boolean;
}

/** Next or End, exactly one of them. */
export function readTransition(source: StateSource): Transition {
  const next = readText(source, 'Next');
  const end = readBoolean(source, 'End') ?? false;
  if (exclusive(source, 'Next', 'End') && next === undefined && !end) {
    report(source, 'Exactly one of the following fields is required: [Next, End]');
  }
  return { next, targets: next === undefined ? [] : [{ target: next, at: 'Next' }], terminal: end };
}

interface FlowReaders {
  /** Choice, Wait, Succeed: nothing is done to the input. */
  readonly passing: (source: StateSource) => Flow;
  readonly pass: (source: StateSource) => Flow;
  /** Task and Parallel. */
  readonly working: (source: StateSource) => Flow;
  readonly mapping: (source: StateSource) => Flow;
  /** A value with dynamic parts; those of JSONPath see the scope's `data`. */
  readonly payload: (source: StateSource, field: string) => Evaluator<Payload> | undefined;
  /** Of a Choice rule, which is part of a state. */
  readonly ruled: (rule: StateSource, state: StateSource) => Evaluator<Exit>;
  readonly caught: (part: StateSource) => Evaluator<Exit>;
}

const READERS: Readonly<Record<QueryLanguage, FlowReaders>> = {
  JSONPath: {
    passing: readPathPassing,
    pass: readPathFlow,
    working: readPathFlow,
    mapping: readPathMapFlow,
    payload: readPathPayload,
    ruled: readPathRuled,
    caught: readPathCatch,
  },
  JSONata: {
    passing: readQueryPassing,
    pass: readQueryPassing,
    working: readQueryFlow,
    mapping: readQueryMapFlow,
    payload: readQueryTemplate,
    ruled: readQueryRuled,
    caught: readQueryCatch,
  },
};

export function readPassingFlow(source: StateSource): Flow {
  return READERS[source.language].passing(source);
}

export function readPassFlow(source: StateSource): Flow {
  return READERS[source.language].pass(source);
}

export function readWorkingFlow(source: StateSource): Flow {
  return READERS[source.language].working(source);
}

export function readMapFlow(source: StateSource): Flow {
  return READERS[source.language].mapping(source);
}

export function readPayload(source: StateSource, field: string): Evaluator<Payload> | undefined {
  return READERS[source.language].payload(source, field);
}

export function readRuleExit(rule: StateSource, state: StateSource): Evaluator<Exit> {
  return READERS[state.language].ruled(rule, state);
}

export function readCatchExit(part: StateSource): Evaluator<Exit> {
  return READERS[part.language].caught(part);
}
