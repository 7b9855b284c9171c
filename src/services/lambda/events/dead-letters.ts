/** The dead-letter queue of a function: a queue or a topic for events that failed for good. */
import { parseArn } from '../../../base/arn.ts';
import { invalidDeadLetterTarget } from '../errors.ts';
import type { DestinationPort } from './destinations.ts';

/** @throws ServiceError when it is none, or there is no way to it: refused here, not when an event has failed */
export function checkDeadLetters(
  destinations: DestinationPort,
  { TargetArn }: { readonly TargetArn?: string } = {},
): void {
  if (!TargetArn) return;
  const service = parseArn(TargetArn)?.service;
  if (service !== 'sqs' && service !== 'sns') {
    throw invalidDeadLetterTarget(TargetArn, 'It is neither an Amazon SQS queue nor an Amazon SNS topic');
  }
  const obstacle = destinations.obstacle(TargetArn);
  if (obstacle !== undefined) throw invalidDeadLetterTarget(TargetArn, obstacle);
}
