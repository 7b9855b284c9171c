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

export const wrongRegion = (region: string, here: string) =>
  resourceNotFound(`Functions from '${region}' are not reachable in this region ('${here}')`);

export const eventSourceMappingNotFound = (arn: string) => resourceNotFound(`Event source mapping not found: ${arn}`);

export const notInThisAccount = (arn: string, account: string) => {
  const message = `The function ${arn} belongs to another account than the caller's, ${account}.`;
  return new ServiceError('AccessDeniedException', message, 403, { Message: message });
};

export const badZip = () =>
  invalidParameterValue('Could not unzip uploaded file. Please check your file, then try to upload again.');

/** Size refusals carry no `Type` (recorded). */
export const zipTooLarge = (bytesMax: number) => {
  const message = `Zipped size must be smaller than ${bytesMax} bytes`;
  return new ServiceError('RequestEntityTooLargeException', message, 413);
};

export const wrongRevision = () =>
  lower(
    'PreconditionFailedException',
    412,
  )(
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );

export const updateInProgress = (arn: string) =>
  resourceConflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);

export const isPending = () =>
  resourceConflict(
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );
