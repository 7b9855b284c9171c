/**
 * The way of the data through one visit of a state. The history holds its ends; the stages between are worked out by TestState from
 * what was recorded, with the result that the task really gave in place of the task.
 */
import type { InspectionData, TestStateCommandInput } from '@aws-sdk/client-sfn';
import { branchOf } from './state-definitions.ts';
import { variablesBefore, variablesText } from './variables.ts';
import type { Visit } from './visits.ts';

export interface FlowStage {
  readonly title: string;
  readonly text: string;
  /** From the history; else worked out again. */
  readonly isRecorded: boolean;
}

/** The stages of TestState's inspection, in the order in which data goes through them. */
export const INSPECTED: readonly (readonly [member: keyof InspectionData, title: string])[] = [
  ['afterInputPath', 'After InputPath'],
  ['afterParameters', 'After Parameters'],
  ['afterArguments', 'After Arguments'],
  ['afterItemsPath', 'After ItemsPath'],
  ['afterItemSelector', 'After ItemSelector'],
  ['result', 'Result'],
  ['afterResultSelector', 'After ResultSelector'],
  ['afterResultPath', 'After ResultPath'],
];

export function flowStages(visit: Visit, inspected: InspectionData): readonly FlowStage[] {
  const { parameters, result } = visit.attempts.at(-1) ?? {};
  const recorded: Readonly<Record<string, string | undefined>> = {
    afterParameters: parameters,
    afterArguments: parameters,
    result,
  };
  const between = INSPECTED.flatMap(([member, title]): FlowStage[] => {
    const text = inspected[member];
    if (typeof text !== 'string') return [];
    return [{ title, text: recorded[member] ?? text, isRecorded: recorded[member] !== undefined }];
  });
  const end = (title: string, text: string | undefined): FlowStage[] =>
    text === undefined ? [] : [{ title, text, isRecorded: true }];
  const assigned = Object.keys(visit.assigned).length === 0 ? undefined : variablesText(visit.assigned);
  return [
    ...end('State input', visit.input),
    ...between,
    ...end('State output', visit.output),
    ...end('Variables assigned', assigned),
  ];
}

/** @param definition of the machine; the state and its QueryLanguage are found there */
export function replayRequest(visit: Visit, visits: readonly Visit[], definition: string): TestStateCommandInput {
  const mock = mockOf(visit, visits, definition);
  return {
    definition,
    stateName: visit.name,
    input: visit.input ?? '{}',
    variables: variablesText(variablesBefore(visit, visits)),
    inspectionLevel: 'DEBUG',
    ...(mock && { mock: { ...mock, fieldValidationMode: 'NONE' } }),
  };
}

const MOCKED = new Set(['Task', 'Map', 'Parallel']);

function mockOf(visit: Visit, visits: readonly Visit[], definition: string): TestStateCommandInput['mock'] {
  if (!MOCKED.has(visit.type)) return undefined;
  if (visit.error !== undefined) return { errorOutput: { error: visit.error, cause: visit.cause ?? '' } };
  return { result: visit.attempts.at(-1)?.result ?? resultOfInner(visit, visits, definition) };
}

/** What a Map or Parallel got from what is in it: the last output of each iteration or branch. */
function resultOfInner(visit: Visit, visits: readonly Visit[], definition: string): string {
  const outputs: string[] = [];
  for (const { container, name, iterations, output } of visits) {
    if (container !== visit) continue;
    const place = visit.type === 'Map' ? iterations.at(-1)!.index : branchOf(definition, visit.name, name);
    if (output !== undefined) outputs[place] = output;
  }
  return `[${Array.from(outputs, (output) => output ?? 'null').join(',')}]`;
}
