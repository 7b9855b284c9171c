/** Definitions that show what a graph has to cope with. */
import type { JsonObject } from '../base/json.ts';

function task(name: string, fields: JsonObject): JsonObject {
  return { Type: 'Task', Resource: `arn:aws:lambda:us-west-2:123456789012:function:${name}`, ...fields };
}

export const CALL_CENTER: JsonObject = {
  StartAt: 'Open Case',
  States: {
    'Open Case': task('OpenCaseFunction', { Next: 'Assign Case' }),
    'Assign Case': task('AssignCaseFunction', { Next: 'Work on Case' }),
    'Work on Case': task('WorkOnCaseFunction', { Next: 'Is Case Resolved' }),
    'Is Case Resolved': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.Status', NumericEquals: 1, Next: 'Close Case' },
        { Variable: '$.Status', NumericEquals: 0, Next: 'Escalate Case' },
      ],
    },
    'Close Case': task('CloseCaseFunction', { End: true }),
    'Escalate Case': task('EscalateCaseFunction', { Next: 'Fail' }),
    Fail: { Type: 'Fail', Cause: 'Engage Tier 2 Support.' },
  },
};

const LOAD_AND_CHECK: JsonObject = {
  StartAt: 'Load',
  States: {
    Load: task('Load', { Next: 'Enough?' }),
    'Enough?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericLessThan: 3, Next: 'Load' }],
      Default: 'Loaded',
    },
    Loaded: { Type: 'Succeed' },
  },
};

export const PARALLEL: JsonObject = {
  StartAt: 'Fan out',
  States: {
    'Fan out': {
      Type: 'Parallel',
      Branches: [
        ...['A', 'B', 'C'].map((name) => ({ StartAt: name, States: { [name]: task(name, { End: true }) } })),
        LOAD_AND_CHECK,
      ],
      Next: 'Merge',
    },
    Merge: task('Merge', { End: true }),
  },
};

export const NESTED_MAP: JsonObject = {
  StartAt: 'Each order',
  States: {
    'Each order': {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Both',
        States: {
          Both: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'Each item', States: { 'Each item': { Type: 'Map', Iterator: LOAD_AND_CHECK, End: true } } },
              { StartAt: 'Authorise', States: { Authorise: task('Authorise', { End: true }) } },
            ],
            End: true,
          },
        },
      },
      End: true,
    },
  },
};

export const POLL_LOOP: JsonObject = {
  StartAt: 'Submit job',
  States: {
    'Submit job': task('Submit', { Next: 'Wait a while' }),
    'Wait a while': { Type: 'Wait', Seconds: 30, Next: 'Get status' },
    'Get status': task('Status', { Next: 'Job complete?' }),
    'Job complete?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.status', StringEquals: 'FAILED', Next: 'Job failed' },
        { Variable: '$.status', StringEquals: 'SUCCEEDED', Next: 'Read result' },
      ],
      Default: 'Wait a while',
    },
    'Job failed': { Type: 'Fail' },
    'Read result': task('Read', { End: true }),
  },
};

export const CATCHERS: JsonObject = {
  StartAt: 'Validate',
  States: {
    Validate: task('Validate', {
      Catch: [{ ErrorEquals: ['InvalidOrder'], Next: 'Reject' }],
      Next: 'Charge',
    }),
    Charge: task('Charge', {
      Catch: [
        { ErrorEquals: ['Declined', 'States.Timeout'], Next: 'Reject' },
        { ErrorEquals: ['States.ALL'], Next: 'Refund' },
      ],
      Next: 'Ship',
    }),
    Ship: task('Ship', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refund' }], End: true }),
    Refund: task('Refund', { Next: 'Reject' }),
    Reject: { Type: 'Fail' },
  },
};
