/** Which fields a state type has, in which query language (asl.md section 2, after AWS's own language service). */

export type QueryLanguage = 'JSONPath' | 'JSONata';
export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** In the order in which AWS lists them in its refusals. */
export const STATE_TYPES: readonly StateType[] = [
  'Task',
  'Wait',
  'Pass',
  'Succeed',
  'Fail',
  'Choice',
  'Parallel',
  'Map',
];

type Languages = 'both' | QueryLanguage;
type Fields = Readonly<Record<string, Languages>>;

const all = (languages: Languages, ...names: string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, languages]));

const COMMON = all('both', 'Type', 'Comment', 'QueryLanguage');
const TRANSITION = all('both', 'Next', 'End');
const PATHS = all('JSONPath', 'InputPath', 'OutputPath');
const OUTPUT = all('JSONata', 'Output');
const ASSIGN = all('both', 'Assign');
const RESULT = all('JSONPath', 'Parameters', 'ResultPath', 'ResultSelector');
const ERRORS = all('both', 'Retry', 'Catch');

export const STATE_FIELDS: Readonly<Record<StateType, Fields>> = {
  Pass: {
    ...COMMON,
    ...TRANSITION,
    ...PATHS,
    ...OUTPUT,
    ...ASSIGN,
    ...all('JSONPath', 'Parameters', 'Result', 'ResultPath'),
  },
  Task: {
    ...COMMON,
    ...TRANSITION,
    ...PATHS,
    ...OUTPUT,
    ...ASSIGN,
    ...RESULT,
    ...ERRORS,
    ...all('both', 'Resource', 'Credentials', 'TimeoutSeconds', 'HeartbeatSeconds'),
    ...all('JSONPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'),
    ...all('JSONata', 'Arguments'),
  },
  Choice: { ...COMMON, ...PATHS, ...OUTPUT, ...ASSIGN, ...all('both', 'Choices', 'Default') },
  Wait: {
    ...COMMON,
    ...TRANSITION,
    ...PATHS,
    ...OUTPUT,
    ...ASSIGN,
    ...all('both', 'Seconds', 'Timestamp'),
    ...all('JSONPath', 'SecondsPath', 'TimestampPath'),
  },
  Succeed: { ...COMMON, ...PATHS, ...OUTPUT },
  Fail: { ...COMMON, ...all('both', 'Error', 'Cause'), ...all('JSONPath', 'ErrorPath', 'CausePath') },
  Parallel: {
    ...COMMON,
    ...TRANSITION,
    ...PATHS,
    ...OUTPUT,
    ...ASSIGN,
    ...RESULT,
    ...ERRORS,
    ...all('both', 'Branches'),
    ...all('JSONata', 'Arguments'),
  },
  Map: {
    ...COMMON,
    ...TRANSITION,
    ...PATHS,
    ...OUTPUT,
    ...ASSIGN,
    ...RESULT,
    ...ERRORS,
    ...all(
      'both',
      'ItemProcessor',
      'MaxConcurrency',
      'ItemSelector',
      'ItemReader',
      'ItemBatcher',
      'ResultWriter',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
      'Label',
    ),
    ...all(
      'JSONPath',
      'Iterator',
      'ItemsPath',
      'MaxConcurrencyPath',
      'ToleratedFailureCountPath',
      'ToleratedFailurePercentagePath',
    ),
    ...all('JSONata', 'Items'),
  },
};
