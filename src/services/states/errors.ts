/** The errors of Step Functions (API reference; texts as recorded). Clients' errors all answer HTTP 400. */
import { ServiceError } from '../../base/service.ts';

const error = (code: string) => (message: string) => new ServiceError(code, message);

export const invalidArn = (reason: string) => error('InvalidArn')(`Invalid Arn: '${reason}'`);
export const invalidName = (name: string) => error('InvalidName')(`Invalid Name: '${name}'`);
export const invalidToken = () => error('InvalidToken')("Invalid Token: 'Invalid token'");
export const invalidDefinition = (reason: string) =>
  error('InvalidDefinition')(`Invalid State Machine Definition: '${reason}'`);
/** TestState says it without the words around (recorded). */
export const unsupportedByTestState = error('InvalidDefinition');
export const invalidLoggingConfiguration = (reason: string) =>
  error('InvalidLoggingConfiguration')(`Invalid Logging Configuration: ${reason}`);
/** API reference: `enabled` has not been set to true or false. GUESS: the wording. */
export const invalidTracingConfiguration = () =>
  error('InvalidTracingConfiguration')("Invalid Tracing Configuration: 'enabled must be set to true or false.'");
export const invalidExecutionInput = (reason: string) =>
  error('InvalidExecutionInput')(`Invalid State Machine Execution Input: '${reason}'`);
export const stateMachineAlreadyExists = (arn: string) =>
  error('StateMachineAlreadyExists')(`State Machine Already Exists: '${arn}'`);
export const stateMachineDoesNotExist = (arn: string) =>
  error('StateMachineDoesNotExist')(`State Machine Does Not Exist: '${arn}'`);
export const stateMachineDeleting = (arn: string) =>
  error('StateMachineDeleting')(`State machine is being deleted: '${arn}'`);
export const stateMachineTypeNotSupported = error('StateMachineTypeNotSupported');
/** The exceptions' descriptions in the API reference. GUESS: that the messages say no more. */
export const stateMachineLimitExceeded = () =>
  error('StateMachineLimitExceeded')(
    'The maximum number of state machines has been reached. Existing state machines must be deleted before a new state machine can be created.',
  );
export const activityLimitExceeded = () =>
  error('ActivityLimitExceeded')(
    'The maximum number of activities has been reached. Existing activities must be deleted before a new activity can be created.',
  );
export const executionLimitExceeded = () =>
  error('ExecutionLimitExceeded')(
    'The maximum number of running executions has been reached. Running executions must end or be stopped before a new execution can be started.',
  );
export const executionAlreadyExists = (arn: string) =>
  error('ExecutionAlreadyExists')(`Execution Already Exists: '${arn}'`);
export const executionDoesNotExist = (arn: string) =>
  error('ExecutionDoesNotExist')(`Execution Does Not Exist: '${arn}'`);
/** GUESS: the wording around the reason. */
export const executionNotRedrivable = (reason: string) =>
  error('ExecutionNotRedrivable')(`Execution Not Redrivable: '${reason}'`);
export const activityDoesNotExist = (arn: string) => error('ActivityDoesNotExist')(`Activity Does Not Exist: '${arn}'`);
/** GUESS: the wording. */
export const activityWorkerLimitExceeded = (arn: string) =>
  error('ActivityWorkerLimitExceeded')(`Activity Worker Limit Exceeded: '${arn}'`);
export const invalidEncryptionConfiguration = (reason: string) =>
  error('InvalidEncryptionConfiguration')(`Invalid Encryption Configuration: '${reason}'`);
/** GUESS: the wording; that of a task that is over is widely reported. */
export const taskDoesNotExist = () => error('TaskDoesNotExist')("Task Does Not Exist: 'Provided task does not exist'");
export const taskTimedOut = () => error('TaskTimedOut')("Task Timed Out: 'Provided task does not exist anymore'");
export const invalidOutput = (reason: string) => error('InvalidOutput')(`Invalid Output: '${reason}'`);
/** GUESS: the wording. */
export const tooManyTags = (resourceArn: string) =>
  new ServiceError('TooManyTags', 'A resource can have at most 50 tags.', 400, { resourceName: resourceArn });
/** What calls about tags answer; AWS leaves the member `resourceName` out (recorded). */
export const resourceNotFound = (resourceArn: string) =>
  error('ResourceNotFound')(`Resource not found: '${resourceArn}'`);
/** What calls about aliases answer (recorded). */
export const referenceNotFound = () => error('ResourceNotFound')('Request references a resource that does not exist.');
export const serviceQuotaExceeded = error('ServiceQuotaExceededException');
export const missingRequiredParameter = error('MissingRequiredParameter');
export const conflict = error('ConflictException');
export const serviceUnavailable = (message: string) => new ServiceError('ServiceUnavailable', message, 503);
export const accessDenied = error('AccessDeniedException');
