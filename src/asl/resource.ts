/** What a Task's Resource names (integrations.md section 1). */

export type Resource =
  /** A function's ARN: the events are LambdaFunction..., the result is the bare return value. */
  | { readonly type: 'lambda-function'; readonly arn: string }
  | { readonly type: 'activity'; readonly arn: string }
  /** `arn:aws:states:::SERVICE:ACTION[.PATTERN]`, `...:::aws-sdk:SERVICE:ACTION`, `...:::http:invoke` */
  | {
      readonly type: 'service';
      readonly arn: string;
      /** As the history shows them: `lambda` and `invoke`, `aws-sdk:dynamodb` and `putItem`, `states` and `startExecution.sync`. */
      readonly resourceType: string;
      readonly resource: string;
      /** The resource without its pattern. */
      readonly action: string;
      readonly pattern: Pattern;
    };

/** How a task of a service ends: with its call, with the job that the call began, or with a callback. */
export type Pattern = (typeof PATTERNS)[number];

const PATTERNS = ['', 'sync', 'sync:2', 'waitForTaskToken'] as const;

const LAMBDA_FUNCTION = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:[^:]+(?::[^:]+)?$/;
const ACTIVITY = /^arn:aws[\w-]*:states:[^:]+:[^:]+:activity:[^:]+$/;
/** Region and account are empty as a rule, but may be there (recorded). */
const SERVICE = /^arn:aws[\w-]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[\w-]+):(([\w:-]+)(?:\.([\w.:-]+))?)$/;
/** Resources of Step Functions themselves, which no Task can name. */
const NO_SERVICES = ['stateMachine', 'execution', 'express', 'mapRun', 'activity'];

/** The optimised integrations with their actions (integrations.md section 2); those of `aws-sdk` are not listed anywhere. */
const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['lambda', ['invoke']],
  ['states', ['startExecution']],
  ['http', ['invoke']],
  ['sqs', ['sendMessage']],
  ['sns', ['publish']],
  ['events', ['putEvents']],
  ['dynamodb', ['getItem', 'putItem', 'updateItem', 'deleteItem']],
  ['apigateway', ['invoke']],
  ['batch', ['submitJob']],
  ['ecs', ['runTask']],
]);

/** Undefined when the text is no resource that AWS recognises. */
export function parseResource(arn: string): Resource | undefined {
  if (LAMBDA_FUNCTION.test(arn)) return { type: 'lambda-function', arn };
  if (ACTIVITY.test(arn)) return { type: 'activity', arn };
  const [, resourceType = '', resource = '', action = '', patternText = ''] = SERVICE.exec(arn) ?? [];
  const pattern = PATTERNS.find((known) => known === patternText);
  if (resourceType === '' || pattern === undefined || NO_SERVICES.includes(resourceType)) return undefined;
  if (ACTIONS.get(resourceType)?.includes(action) === false) return undefined;
  return { type: 'service', arn, resourceType, resource, action, pattern };
}

/** What ends a task that has begun: the call itself, the job it set going, or what somebody says with the task's token. */
export type Completion = 'call' | 'job' | 'callback';

const COMPLETIONS: Readonly<Record<Pattern, Completion>> = {
  '': 'call',
  sync: 'job',
  'sync:2': 'job',
  waitForTaskToken: 'callback',
};

export function completionOf(resource: Resource): Completion {
  switch (resource.type) {
    case 'lambda-function':
      return 'call';
    case 'activity':
      return 'callback';
    case 'service':
      return COMPLETIONS[resource.pattern];
  }
}
