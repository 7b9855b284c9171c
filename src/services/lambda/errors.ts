/** Lambda's errors: code, status and, since the service is not of one mind, whether the body says `Message` or `message`. */
import { ServiceError } from '../../base/service.ts';

/** Body `{Type, message}`. */
const lower = (code: string, status: number) => (message: string) =>
  new ServiceError(code, message, status, { Type: 'User' });

/** Body `{Type, Message}`. */
const upper =
  (code: string, status: number, type = 'User') =>
  (message: string) =>
    new ServiceError(code, message, status, { Type: type, Message: message });

export const invalidParameterValue = lower('InvalidParameterValueException', 400);
export const invalidRequestContent = lower('InvalidRequestContentException', 400);
export const resourceConflict = lower('ResourceConflictException', 409);
export const requestTooLarge = lower('RequestTooLargeException', 413);
/** GUESS: the status is the model's. */
export const invalidRuntime = upper('InvalidRuntimeException', 502);
export const serviceFailure = upper('ServiceException', 500, 'Service');
const resourceNotFound = upper('ResourceNotFoundException', 404);

/** @param arn with the qualifier where AWS shows one */
export const functionNotFound = (arn: string) => resourceNotFound(`Function not found: ${arn}`);

export const aliasNotFound = (arn: string) => resourceNotFound(`Alias not found: ${arn}`);

/** As all operations but UpdateAlias word it (recorded). */
export const cannotFindAlias = (arn: string) => resourceNotFound(`Cannot find alias arn: ${arn}`);

export const nothingThere = () => resourceNotFound('The resource you requested does not exist.');
export const noPolicyFound = (arn: string) => resourceNotFound(`No policy found for: ${arn}`);
export const noPolicy = () => resourceNotFound('No policy is associated with the given resource.');
export const statementExists = (sid: string) =>
  resourceConflict(
    `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  );
export const statementNotFound = (sid: string) => resourceNotFound(`Statement ${sid} is not found in resource policy.`);

/** This refusal carries no `Type` (recorded). */
export const latestInWeightedAlias = () =>
  new ServiceError(
    'InvalidParameterValueException',
    '$LATEST is not supported for an alias pointing to more than 1 version',
    400,
  );

const throttled = (Reason: string) =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, { Type: 'User', Reason });

/** More invocations at the same time than are reserved for the function. */
export const reservedConcurrencyExceeded = () => throttled('ReservedFunctionConcurrentInvocationLimitExceeded');

/** More than the account may have beside what functions reserve. */
export const accountConcurrencyExceeded = () => throttled('ConcurrentInvocationLimitExceeded');

export const wrongRegion = (region: string, here: string) =>
  resourceNotFound(`Functions from '${region}' are not reachable in this region ('${here}')`);

export const eventSourceMappingNotFound = (arn: string) => resourceNotFound(`Event source mapping not found: ${arn}`);

export const notInThisAccount = (arn: string, account: string) => {
  const message = `The function ${arn} belongs to another account than the caller's, ${account}.`;
  return new ServiceError('AccessDeniedException', message, 403, { Message: message });
};

export const badZip = () =>
  invalidParameterValue('Could not unzip uploaded file. Please check your file, then try to upload again.');

/** Of the caller, to whose object the code is (reported widely). */
export const codeAccessDenied = ({ Bucket, Key }: { readonly Bucket: string; readonly Key: string }) => {
  const message = `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${Bucket}/${Key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`;
  return new ServiceError('AccessDeniedException', message, 403, { Message: message });
};

/** Size refusals carry no `Type` (recorded). */
export const zipTooLarge = (bytesMax: number) => {
  const message = `Zipped size must be smaller than ${bytesMax} bytes`;
  return new ServiceError('RequestEntityTooLargeException', message, 413);
};

export const unzippedTooLarge = (bytesMax: number) =>
  invalidParameterValue(`Unzipped size must be smaller than ${bytesMax} bytes`);

/** GUESS: the wording. */
export const policyTooLong = (bytesMax: number) =>
  lower('PolicyLengthExceededException', 400)(`The final policy size is bigger than the limit (${bytesMax}).`);

/** @param source the operation that tells the right one */
export const wrongRevision = (
  source: 'GetFunction/GetAlias' | 'GetPolicy' | 'GetLayerPolicy' = 'GetFunction/GetAlias',
) =>
  lower(
    'PreconditionFailedException',
    412,
  )(
    `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
  );

export const updateInProgress = (arn: string) =>
  resourceConflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);

export const isPending = () =>
  resourceConflict(
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );

/** GUESS: the wording. */
export const versionInUse = (aliases: readonly string[]) =>
  resourceConflict(`Unable to delete version because the following aliases reference it: [${aliases.join(', ')}]`);

/** GUESS: the wording. */
export const codeSigningConfigNotFound = (arn: string) =>
  resourceNotFound(`The Lambda code signing configuration ${arn} can not be found.`);

/** GUESS: the wording. */
export const functionCodeSigningConfigNotFound = (arn: string) =>
  upper(
    'CodeSigningConfigNotFoundException',
    404,
  )(`The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`);

/** GUESS: the wording. */
export const codeSigningConfigInUse = (arn: string) =>
  resourceConflict(`The code signing configuration ${arn} cannot be deleted while functions use it.`);

/** Of what AWS Lambda has and Stepwell does not. @param why after "Stepwell does not support NAME:" */
export const notSupported = (operation: string, why: string) =>
  new ServiceError('UnknownOperationException', `Stepwell does not support ${operation}: ${why}.`, 404);

/** Of settings of asynchronous invocations (recorded). */
export const noFunctionToConfigure = () => resourceNotFound("The function doesn't exist.");

export const noEventInvokeConfig = (arn: string) =>
  resourceNotFound(`The function ${arn} doesn't have an EventInvokeConfig`);

export const nothingToConfigure = () =>
  invalidParameterValue('You must specify at least one of error handling or destination setting.');

export const destinationIsFunctionItself = () =>
  invalidParameterValue("You can't specify the function as a destination for itself.");

/** @param obstacle why Stepwell cannot reach it, where AWS could */
export const invalidDestination = (arn: string, obstacle?: string) =>
  invalidParameterValue(`The destination ARN ${arn} is invalid.${obstacle === undefined ? '' : ` ${obstacle}.`}`);

/** As Java prints an object (recorded). */
export const invalidDestinationConfig = (onSuccess: string | undefined, onFailure: string | undefined) => {
  const show = (type: string, arn: string | undefined) => (arn === undefined ? 'null' : `${type}(destination=${arn})`);
  return invalidParameterValue(
    `The provided destination config DestinationConfig(onSuccess=${show('OnSuccess', onSuccess)}, onFailure=${show('OnFailure', onFailure)}) is invalid.`,
  );
};

export const layerVersionNotFound = (arn: string) => resourceNotFound(`Layer version ${arn} does not exist.`);

/** As function URLs word it (recorded). */
export const noFunctionForUrl = () => resourceNotFound('Function does not exist');

/** Two blanks (recorded). */
export const urlExists = (arn: string) =>
  resourceConflict(
    `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
  );

export const noProvisionedConfig = () =>
  lower(
    'ProvisionedConcurrencyConfigNotFoundException',
    404,
  )('No Provisioned Concurrency Config found for this function');

export const aliasOfProvisionedVersion = () =>
  resourceConflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");

export const versionOfProvisionedAlias = () =>
  resourceConflict('Version is pointed by a Provisioned Concurrency alias');

/** @param what the member that asks for too much */
export const unreservedTooFew = (what: 'ConcurrentExecutions' | 'ReservedConcurrentExecutions', min: number) =>
  invalidParameterValue(
    `Specified ${what} for function decreases account's UnreservedConcurrentExecution below its minimum value of [${min}].`,
  );

/** Two blanks, and no `Type` (recorded). */
export const reservedBelowProvisioned = (reserved: number, provisioned: number) =>
  new ServiceError(
    'InvalidParameterValueException',
    ` ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    400,
  );

/** GUESS: the wording; AWS refuses a target that the function's role may not send to. */
export const invalidDeadLetterTarget = (arn: string, why: string) =>
  invalidParameterValue(`The dead-letter target ${arn} is invalid. ${why}.`);

/** The model's words of it. */
export const recursiveLoop = () =>
  upper(
    'RecursiveInvocationException',
    400,
  )(
    "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
  );
