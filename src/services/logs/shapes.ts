/** Input shapes of the operations, with the constraints of the API reference. */
import type { ListShape, MapShape, NumberShape, Shape, StringShape, StructureShape } from '../../base/shape.ts';

export const required = <T extends object>(shape: T): T & { readonly required: true } => ({ ...shape, required: true });
export const structure = (members: StructureShape['members']): StructureShape => ({ type: 'structure', members });

export const boolean: Shape = { type: 'boolean' };
/** Milliseconds since 1970. */
export const time: NumberShape = { type: 'integer', min: 0 };

/** Longer names than 512 are refused by the service itself, in words of its own (recorded). */
export const groupName: StringShape = { type: 'string', min: 1, pattern: '[\\.\\-_/#A-Za-z0-9]+' };
export const streamName: StringShape = { type: 'string', min: 1, pattern: '[^:*]*' };
/** A name or an ARN, which must not end in `:*`. */
export const groupIdentifier: StringShape = { type: 'string', min: 1, max: 2048, pattern: '[\\w#+=/:,.@-]*' };
export const groupClass: StringShape = { type: 'string', enum: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] };
export const resourceArn: StringShape = { type: 'string', min: 1, max: 1011, pattern: '[\\w+=/:,.@-]*' };
export const kmsKeyId: StringShape = { type: 'string', max: 256 };

export const groupOrIdentifier = { logGroupName: groupName, logGroupIdentifier: groupIdentifier } as const;

const tagKey: StringShape = { type: 'string', min: 1, max: 128, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)' };
const tagValue: StringShape = { type: 'string', max: 256, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' };
export const tags: MapShape = { type: 'map', max: 50, key: tagKey, value: tagValue };
export const tagKeys: ListShape = { type: 'list', max: 50, member: tagKey };

export const nextToken: StringShape = { type: 'string', min: 1 };
export const limit = (max: number): NumberShape => ({ type: 'integer', min: 1, max });

/** Monitoring accounts: there are none here, so these choose nothing. */
export const linkedAccounts: Readonly<Record<string, Shape>> = {
  includeLinkedAccounts: boolean,
  accountIdentifiers: { type: 'list', max: 20, member: { type: 'string', min: 12, max: 12, pattern: '^\\d{12}$' } },
};
