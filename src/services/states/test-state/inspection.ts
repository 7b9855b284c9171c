/** What TestState shows of the stages that data went through (API reference, InspectionData; which ones as recorded). */
import type { State } from '../../../asl/definition.ts';
import type { Variables } from '../../../asl/execution-state.ts';
import type { Observe, Stage } from '../../../asl/observe.ts';
import type { Verdict } from '../../../asl/trial.ts';
import { Payload } from '../../../base/payload.ts';
import type { HttpExchange, HttpObserver } from '../../../engine/effect-port.ts';

const MEMBERS: Readonly<Record<Stage, string>> = {
  InputPath: 'afterInputPath',
  Parameters: 'afterParameters',
  Arguments: 'afterArguments',
  ItemsPath: 'afterItemsPath',
  ItemSelector: 'afterItemSelector',
  MaxConcurrency: 'maxConcurrency',
  ToleratedFailureCount: 'toleratedFailureCount',
  ToleratedFailurePercentage: 'toleratedFailurePercentage',
  Result: 'result',
  ResultSelector: 'afterResultSelector',
  ResultPath: 'afterResultPath',
};

export interface Inspection {
  readonly observe: Observe;
  /** The last value of each stage. */
  readonly stages: ReadonlyMap<Stage, Payload | number>;
  readonly http: HttpObserver;
  /** The last exchange of an HTTP task. */
  exchange(): HttpExchange | undefined;
}

export function inspection(revealSecrets: boolean): Inspection {
  const stages = new Map<Stage, Payload | number>();
  let exchange: HttpExchange | undefined;
  return {
    stages,
    observe: (stage, value) => void stages.set(stage, value),
    http: {
      revealSecrets,
      tell(told) {
        exchange = told;
      },
    },
    exchange: () => exchange,
  };
}

/** The answer's `inspectionData`. */
export function inspectionData(state: State, input: Payload, stages: Inspection['stages'], verdict: Verdict): object {
  const hidden = hiddenStages(state);
  const shown = [...stages].filter(([stage]) => !hidden.includes(stage));
  return {
    input: input.text,
    ...Object.fromEntries(
      shown.map(([stage, value]) => [MEMBERS[stage], value instanceof Payload ? value.text : value]),
    ),
    variables: variablesText(verdict.variables),
    errorDetails: errorDetails(verdict),
  };
}

/** Stages that there are and that AWS does not show (recorded). */
function hiddenStages(state: State): readonly Stage[] {
  switch (state.type) {
    case 'Pass':
      return state.result === undefined ? [] : ['InputPath', 'Parameters'];
    case 'Parallel':
      return ['InputPath', 'Parameters', 'Arguments', 'Result'];
    case 'Map':
      return ['Result'];
    default:
      return [];
  }
}

/** GUESS: that there is none when no variable is set. */
function variablesText(variables: Variables): string | undefined {
  const members = Object.entries(variables);
  if (members.length === 0) return undefined;
  return Payload.of(Object.fromEntries(members.map(([name, { value }]) => [name, value]))).text;
}

/** An exhausted Retrier is named without a delay (recorded); GUESS: also beside the Catcher that took its failure. */
function errorDetails({ retryIndex, retryDelayMs, catchIndex }: Verdict): object | undefined {
  if (retryIndex === undefined && catchIndex === undefined) return undefined;
  return {
    retryIndex,
    retryBackoffIntervalSeconds: retryDelayMs === undefined ? undefined : Math.round(retryDelayMs / 1000),
    catchIndex,
  };
}
