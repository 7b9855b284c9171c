/** What expressions in definitions are made of: the context object's paths, error names, JSONata's functions and `$states`. */

export const CONTEXT_PATHS: readonly string[] = [
  '$$.Execution.Id',
  '$$.Execution.Input',
  '$$.Execution.Name',
  '$$.Execution.RoleArn',
  '$$.Execution.StartTime',
  '$$.Execution.RedriveCount',
  '$$.State.Name',
  '$$.State.EnteredTime',
  '$$.State.RetryCount',
  '$$.StateMachine.Id',
  '$$.StateMachine.Name',
  '$$.Task.Token',
  '$$.Map.Item.Index',
  '$$.Map.Item.Value',
];

export const ERROR_NAMES: readonly string[] = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.Permissions',
  'States.ResultPathMatchFailure',
  'States.ParameterPathFailure',
  'States.QueryEvaluationError',
  'States.BranchFailed',
  'States.NoChoiceMatched',
  'States.IntrinsicFailure',
  'States.DataLimitExceeded',
  'States.Runtime',
  'States.ItemReaderFailed',
  'States.ResultWriterFailed',
  'States.ExceedToleratedFailureThreshold',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
];

const STATES_PATHS: readonly string[] = [
  '$states.input',
  '$states.result',
  '$states.errorOutput',
  '$states.context.Execution.Id',
  '$states.context.Execution.Input',
  '$states.context.State.Name',
  '$states.context.Task.Token',
];

/** JSONata's own, then those of Step Functions. */
const FUNCTIONS =
  'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match replace ' +
  'base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ceil round power sqrt ' +
  'formatNumber formatBase formatInteger parseInteger sum max min average boolean not exists count append sort reverse shuffle ' +
  'distinct zip keys lookup spread merge sift each error assert type now millis fromMillis toMillis map filter single reduce ' +
  'partition range hash random uuid parse';

export const JSONATA_WORDS: readonly string[] = [...STATES_PATHS, ...FUNCTIONS.split(' ').map((name) => `$${name}(`)];
