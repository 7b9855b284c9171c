/** What a Task's Resource names (integrations.md section 1). */

export type Resource =
  /** A function's ARN: the events are LambdaFunction..., the result is the bare return value. */
  | { readonly type: 'lambda-function'; readonly arn: string }
  | { readonly type: 'activity'; readonly arn: string }
  /** `arn:aws:states:::SERVICE:ACTION[.PATTERN]`, `...:::aws-sdk:SERVICE:ACTION`, `...:::http:invoke` */
  | {
      readonly type: 'service';
      readonly arn: string;
      /** As the history shows them: `lambda` and `invoke`, `aws-sdk:dynamodb` and `putItem`. */
      readonly resourceType: string;
      readonly resource: string;
    };

const LAMBDA_FUNCTION = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:[^:]+(?::[^:]+)?$/;
const ACTIVITY = /^arn:aws[\w-]*:states:[^:]+:[^:]+:activity:[^:]+$/;
/** Region and account are empty as a rule, but may be there (recorded). */
const SERVICE = /^arn:aws[\w-]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[\w-]+):([\w.:-]+)$/;
/** Resources of Step Functions themselves, which no Task can name. */
const NO_SERVICES = ['stateMachine', 'execution', 'express', 'mapRun', 'activity'];

/** The optimised integrations with their actions (integrations.md section 2); those of `aws-sdk` are not listed anywhere. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  lambda: ['invoke'],
  states: ['startExecution'],
  http: ['invoke'],
  sqs: ['sendMessage'],
  sns: ['publish'],
  events: ['putEvents'],
  dynamodb: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  apigateway: ['invoke'],
  batch: ['submitJob'],
  ecs: ['runTask'],
};

/** Undefined when the text is no resource that AWS recognises. */
export function parseResource(arn: string): Resource | undefined {
  if (LAMBDA_FUNCTION.test(arn)) return { type: 'lambda-function', arn };
  if (ACTIVITY.test(arn)) return { type: 'activity', arn };
  const [, resourceType = '', resource = ''] = SERVICE.exec(arn) ?? [];
  if (resourceType === '' || NO_SERVICES.includes(resourceType)) return undefined;
  const actions = ACTIONS[resourceType];
  const [action = ''] = resource.split('.');
  return actions === undefined || actions.includes(action)
    ? { type: 'service', arn, resourceType, resource }
    : undefined;
}
