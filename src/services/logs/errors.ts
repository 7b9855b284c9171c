/** The errors of CloudWatch Logs (texts as recorded unless marked). All answer HTTP 400. */
import { parseArn } from '../../base/arn.ts';
import { type Call, ServiceError, validationError } from '../../base/service.ts';

/** As AWS names the vendor of an ARN. */
const serviceOf = (arn: string) => parseArn(arn)?.service ?? arn;
const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);
const alreadyExists = (message: string) => new ServiceError('ResourceAlreadyExistsException', message);
const limitExceeded = (message: string) => new ServiceError('LimitExceededException', message);
const invalidParameter = (message: string) => new ServiceError('InvalidParameterException', message);

export const errors = {
  noSuchGroup: () => notFound('The specified log group does not exist.'),
  noSuchStream: () => notFound('The specified log stream does not exist.'),
  noSuchPolicy: (name: string) => notFound(`Policy with name [${name}] does not exist.`),
  noSuchMetricFilter: () => notFound('The specified metric filter does not exist.'),
  noSuchSubscriptionFilter: () => notFound('The specified subscription filter does not exist.'),
  noSuchExportTask: () => notFound('The specified export task does not exist.'),
  noSuchDeliveryDestination: () => notFound('Requested Delivery Destination does not exist in this account.'),
  noSuchGroupToQuery: (name: string, { account, requestId }: Pick<Call, 'account' | 'requestId'>) =>
    notFound(
      `Log group '${name}' does not exist for account ID '${account}' (Service: AWSLogs; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`,
    ),
  /** GUESS: the texts of what is not recorded. */
  noSuchDestination: () => notFound('The specified destination does not exist.'),
  noSuchDelivery: () => notFound('Requested Delivery does not exist in this account.'),
  noSuchDeliverySource: () => notFound('Requested Delivery Source does not exist in this account.'),
  noSuchQuery: () => notFound('The specified query does not exist.'),
  groupExists: () => alreadyExists('The specified log group already exists'),
  streamExists: () => alreadyExists('The specified log stream already exists'),
  nameTooLong: () =>
    invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.'),
  reservedName: () => invalidParameter('Log groups starting with AWS/ are reserved for AWS.'),
  prefixAndPattern: () =>
    invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.'),
  nameAndIdentifier: () => validationError('LogGroup name and LogGroup ARN are mutually exclusive parameters.'),
  /** GUESS */
  neitherNameNorIdentifier: () => validationError('Either LogGroup name or LogGroup ARN must be provided.'),
  /** GUESS */
  namesAndPrefix: () =>
    invalidParameter('LogStream names and LogStream name prefix are mutually exclusive parameters.'),
  /** GUESS */
  tooEarlyForBackwards: () =>
    invalidParameter('startFromHead can be false only when startTime is on or after 2024-01-01T00:00:00Z.'),
  prefixWithLastEventTime: () => invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.'),
  invalidToken: () => invalidParameter('The specified nextToken is invalid.'),
  notChronological: () =>
    invalidParameter('Log events in a single PutLogEvents request must be in chronological order.'),
  spanTooLong: () =>
    invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.'),
  uploadTooLarge: (bytes: number, bytesMax: number) =>
    invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${bytesMax}`),
  eventTooLarge: (bytes: number, bytesMax: number) =>
    invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${bytesMax}`),
  /** GUESS: worded as the framework words the enumerations of strings. */
  invalidRetention: (days: number, allowed: readonly number[]) =>
    invalidParameter(
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
    ),
  /** GUESS, like the next two. */
  invalidFilterPattern: (reason: string) => invalidParameter(`Invalid filter pattern: ${reason}`),
  invalidPolicy: (reason: string) => invalidParameter(`Invalid resource policy document: ${reason}`),
  deletionProtected: (name: string) =>
    validationError(`The log group '${name}' is protected from deletion. Switch its deletion protection off first.`),
  tooManyPolicies: () => limitExceeded('Resource limit exceeded.'),
  tooManyFilters: () => limitExceeded('Resource limit exceeded.'),
  invalidDestination: (arn: string) => invalidParameter(`destinationArn for vendor ${serviceOf(arn)} cannot be used`),
  metricNameWithoutNamespace: () => invalidParameter('metricName and metricNamespace must be given together.'),
  groupArnExpected: (text: string) =>
    invalidParameter(`logGroupIdentifiers must be ARNs of log groups of this account and region: ${text}`),
  streamsOfManyGroups: () =>
    invalidParameter('logStreamNames and logStreamNamePrefixes can be given for a single log group only.'),
  namesAndPrefixes: () =>
    invalidParameter('logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.'),
  tooManySessions: () => limitExceeded('The maximum number of concurrent Live Tail sessions has been reached.'),
  sessionTimeout: () =>
    new ServiceError('SessionTimeoutException', 'The session has been open for three hours, which is the longest.'),
  sessionEnded: () => new ServiceError('SessionStreamingException', 'The server is being stopped.'),
  tooManyTags: (arn: string, tagsMax: number) =>
    new ServiceError('TooManyTagsException', `A resource can have no more than ${tagsMax} tags.`, 400, {
      resourceName: arn,
    }),
} as const;

/** As of an operation that nobody knows. */
export const notSupported = (operation: string, why: string) =>
  new ServiceError('UnknownOperationException', `Stepwell does not support ${operation}: ${why}.`);
