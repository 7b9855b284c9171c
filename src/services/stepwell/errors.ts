/** The errors of the Stepwell service; those it shares with Step Functions have the codes and words of that. All answer HTTP 400. */
import { ServiceError } from '../../base/service.ts';

const error = (code: string) => (message: string) => new ServiceError(code, message);

export const errors = {
  invalidArn: (reason: string) => error('InvalidArn')(`Invalid Arn: '${reason}'`),
  invalidToken: () => error('InvalidToken')("Invalid Token: 'Invalid token'"),
  executionDoesNotExist: (arn: string) => error('ExecutionDoesNotExist')(`Execution Does Not Exist: '${arn}'`),
  executionNotParked: (arn: string) =>
    error('ExecutionNotParked')(`The execution '${arn}' is not parked, so there is nothing to release.`),
  executionParkedAgain: (arn: string, reason: string) =>
    error('ExecutionParkedAgain')(`The execution '${arn}' met a defect again and is parked: ${reason}`),
} as const;
