/** The names and ARNs of log groups and streams, and the permissions on them. */
import { formatArn, parseArn } from '../../base/arn.ts';
import type { Call, Permission } from '../../base/service.ts';
import { errors } from './errors.ts';

type Place = Pick<Call, 'account' | 'region'>;

export const scopeOf = ({ account, region }: Place): string => `${account}/${region}`;

export function groupArn({ account, region }: Place, group: string): string {
  return formatArn('logs', region, account, `log-group:${group}`);
}

export function streamArn(place: Place, group: string, stream: string): string {
  return `${groupArn(place, group)}:log-stream:${stream}`;
}

/**
 * AWS checks permissions on log streams; the stream's name stays empty where the operation is about a group, and the group's
 * where it is about all of them (as the messages of denials show). So a policy for `log-group:NAME:*` covers both.
 */
export function permission(operation: string, place: Place, group = '', stream = ''): Permission {
  return { action: `logs:${operation}`, resource: streamArn(place, group, stream) };
}

/** How an input may name a group. */
export interface GroupReference {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
}

/** Undefined for the ARN of something else, or of a group of another region or account, which are not reached from here. */
export function groupNameOfArn(text: string, { account, region }: Place): string | undefined {
  const arn = parseArn(text);
  const [type, name] = arn?.resource.split(':') ?? [];
  return arn?.service === 'logs' && arn.region === region && arn.account === account && type === 'log-group'
    ? name
    : undefined;
}

/** Empty when there is none, which no group is called. */
export function groupNameOf({ logGroupName, logGroupIdentifier = '' }: GroupReference, place: Place): string {
  if (logGroupName !== undefined) return logGroupName;
  return logGroupIdentifier.startsWith('arn:') ? (groupNameOfArn(logGroupIdentifier, place) ?? '') : logGroupIdentifier;
}

/** @throws ServiceError unless the group is named in exactly one way */
export function checkReference({ logGroupName, logGroupIdentifier }: GroupReference): void {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) throw errors.nameAndIdentifier();
  if (logGroupName === undefined && logGroupIdentifier === undefined) throw errors.neitherNameNorIdentifier();
}

const NAME_LENGTH_MAX = 512;

/** @throws ServiceError */
export function checkNameLengths(...names: readonly string[]): void {
  if (names.some((name) => name.length > NAME_LENGTH_MAX)) throw errors.nameTooLong();
}
