/** Where the pages are: the one place that writes the console's addresses. */

import type { SearchFilters } from '../search/search-filters.ts';

/** A path segment, with the colons of ARNs left readable. */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}

const ROOT = '/console';

export const paths = {
  home: `${ROOT}/`,
  machines: `${ROOT}/states`,
  createMachine: `${ROOT}/states/create`,
  machine: (arn: string) => `${ROOT}/states/${segment(arn)}`,
  editMachine: (arn: string) => `${ROOT}/states/${segment(arn)}/edit`,
  execution: (arn: string) => `${ROOT}/states/executions/${segment(arn)}`,
  /** Of an execution with another one, which may be chosen there. */
  compare: (first: string, second?: string) =>
    `${ROOT}/states/compare?first=${segment(first)}${second === undefined ? '' : `&second=${segment(second)}`}`,
  mapRun: (arn: string) => `${ROOT}/states/map-runs/${segment(arn)}`,
  overview: `${ROOT}/states/overview`,
  executions: `${ROOT}/states/executions`,
  searchExecutions: (filters: SearchFilters) => {
    const parameters = Object.entries(filters).map(
      // As the router reads them: JSON, but for plain texts.
      ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)],
    );
    return `${ROOT}/states/executions?${new URLSearchParams(parameters)}`;
  },
  importHistory: `${ROOT}/states/import`,
  activities: `${ROOT}/states/activities`,
  functions: `${ROOT}/lambda`,
  createFunction: `${ROOT}/lambda/create`,
  function: (name: string) => `${ROOT}/lambda/${segment(name)}`,
  iam: `${ROOT}/iam`,
  roles: `${ROOT}/iam/roles`,
  createRole: `${ROOT}/iam/roles/create`,
  role: (name: string) => `${ROOT}/iam/roles/${segment(name)}`,
  policies: `${ROOT}/iam/policies`,
  policy: (arn: string) => `${ROOT}/iam/policies/${segment(arn)}`,
  users: `${ROOT}/iam/users`,
  user: (name: string) => `${ROOT}/iam/users/${segment(name)}`,
  groups: `${ROOT}/iam/groups`,
  group: (name: string) => `${ROOT}/iam/groups/${segment(name)}`,
  iamPart: (part: string) => `${ROOT}/iam/${part}`,
  logGroups: `${ROOT}/logs`,
  logGroup: (name: string, window?: TimeWindow) =>
    `${ROOT}/logs/${segment(name)}${window === undefined ? '' : `?from=${window.fromMs}&to=${window.toMs}`}`,
} as const;

/** Epoch milliseconds. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The group that a function's invocations log to, unless its configuration names another. */
export function logGroupOfFunction(name: string): string {
  return `/aws/lambda/${name}`;
}

/** The last part of an ARN: `arn:...:function:Name` -> `Name`, `arn:...:role/path/Name` -> `Name`. */
export function nameOfArn(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}

/** `arn:aws:states:eu-west-1:0:execution:Machine:name` -> the machine's ARN. */
export function machineArnOfExecution(executionArn: string): string {
  return executionArn.split(':').slice(0, 7).join(':').replace(':execution:', ':stateMachine:');
}

/** The function a Task's Resource names directly, without a qualifier; undefined for other resources. */
export function functionNameOf(resource: string): string | undefined {
  return /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(resource)?.[1];
}
