/** "Author with code snippets": definitions to begin with, one per idea of the language. */
import callCenter from '../../examples/call-center/definition.asl.json?raw';

export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly definition: string;
}

/** What AWS's snippets hold where an ARN belongs: to be replaced, and accepted until then. */
const FUNCTION = 'arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME';

const write = (definition: object) => JSON.stringify(definition, null, 2);

export const SNIPPETS: readonly Snippet[] = [
  {
    id: 'hello-world',
    title: 'Hello world',
    description: 'One Pass state that returns a greeting.',
    definition: write({
      Comment: 'A Hello World example of the Amazon States Language using a Pass state',
      StartAt: 'HelloWorld',
      States: { HelloWorld: { Type: 'Pass', Result: 'Hello World!', End: true } },
    }),
  },
  {
    id: 'wait',
    title: 'Wait state',
    description: 'Wait for some seconds, and for as many as the input says.',
    definition: write({
      Comment: 'Waits twice: ten seconds, and then as long as the input asks for',
      StartAt: 'Wait ten seconds',
      States: {
        'Wait ten seconds': { Type: 'Wait', Seconds: 10, Next: 'Wait as asked' },
        'Wait as asked': { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Done' },
        Done: { Type: 'Succeed' },
      },
    }),
  },
  {
    id: 'retry',
    title: 'Retry failure',
    description: 'Call a function again when it fails, ever more patiently.',
    definition: write({
      Comment: 'Retries a function that fails: after 1 s, 2 s and 4 s',
      StartAt: 'Unreliable',
      States: {
        Unreliable: {
          Type: 'Task',
          Resource: FUNCTION,
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }],
          End: true,
        },
      },
    }),
  },
  {
    id: 'catch',
    title: 'Catch failure',
    description: 'Go another way for each kind of error.',
    definition: write({
      Comment: 'Catches the errors of a function and goes on elsewhere',
      StartAt: 'Risky',
      States: {
        Risky: {
          Type: 'Task',
          Resource: FUNCTION,
          Catch: [
            { ErrorEquals: ['CustomError'], ResultPath: '$.error', Next: 'Handle custom error' },
            { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Handle any error' },
          ],
          End: true,
        },
        'Handle custom error': { Type: 'Pass', Result: 'This was expected', End: true },
        'Handle any error': {
          Type: 'Fail',
          Error: 'Unexpected',
          Cause: 'The function failed in a way nobody thought of',
        },
      },
    }),
  },
  {
    id: 'parallel',
    title: 'Parallel',
    description: 'Do two things at once and go on when both are done.',
    definition: write({
      Comment: 'Two branches at once',
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Left', States: { Left: { Type: 'Wait', Seconds: 2, End: true } } },
            { StartAt: 'Right', States: { Right: { Type: 'Pass', Result: 'right', End: true } } },
          ],
          Next: 'Together again',
        },
        'Together again': { Type: 'Pass', End: true },
      },
    }),
  },
  {
    id: 'choice',
    title: 'Choice state',
    description: 'Decide by a value of the input.',
    definition: write({
      Comment: 'Goes left or right, or fails, depending on $.direction',
      StartAt: 'Which way',
      States: {
        'Which way': {
          Type: 'Choice',
          Choices: [
            { Variable: '$.direction', StringEquals: 'left', Next: 'Left' },
            { Variable: '$.direction', StringEquals: 'right', Next: 'Right' },
          ],
          Default: 'Lost',
        },
        Left: { Type: 'Pass', Result: 'went left', End: true },
        Right: { Type: 'Pass', Result: 'went right', End: true },
        Lost: { Type: 'Fail', Error: 'NoDirection', Cause: 'The input needs a direction: left or right' },
      },
    }),
  },
  {
    id: 'map',
    title: 'Map state',
    description: 'Do the same for each item of a list.',
    definition: write({
      Comment: 'Handles each element of $.items',
      StartAt: 'Each item',
      States: {
        'Each item': {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: 2,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Handle item',
            States: { 'Handle item': { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
    }),
  },
  {
    id: 'call-center',
    title: 'Call center',
    description: 'The tutorial: five functions handle a support case.',
    definition: callCenter.trimEnd(),
  },
];
