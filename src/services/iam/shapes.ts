/** Input shapes of the IAM operations, with the constraints of the API reference. */
import type { ListShape, StringShape, StructureShape } from '../../base/shape.ts';

const NAME = '[\\w+=,.@-]+';

export const required = <T extends object>(shape: T): T & { readonly required: true } => ({ ...shape, required: true });
export const structure = (members: StructureShape['members']): StructureShape => ({ type: 'structure', members });

export const roleName: StringShape = { type: 'string', min: 1, max: 64, pattern: NAME };
/** Where it names a user to be made. */
export const newUserName: StringShape = { type: 'string', min: 1, max: 64, pattern: NAME };
/** Where it names one that exists (the API reference allows more there). */
export const userName: StringShape = { type: 'string', min: 1, max: 128, pattern: NAME };
export const groupName: StringShape = { type: 'string', min: 1, max: 128, pattern: NAME };
export const policyName: StringShape = { type: 'string', min: 1, max: 128, pattern: NAME };
export const policyArn: StringShape = { type: 'string', min: 1, max: 2048 };
export const policyDocument: StringShape = {
  type: 'string',
  min: 1,
  max: 131_072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
};
export const path: StringShape = {
  type: 'string',
  min: 1,
  max: 512,
  pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
};
export const pathPrefix: StringShape = { type: 'string', min: 1, max: 512, pattern: '\\u002F[\\u0021-\\u007F]*' };
export const roleDescription: StringShape = {
  type: 'string',
  max: 1000,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
};
export const policyDescription: StringShape = { type: 'string', max: 1000 };
export const maxSessionDuration = { type: 'integer', min: 3600, max: 43_200 } as const;

const tagKey: StringShape = { type: 'string', min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' };
const tagValue: StringShape = { type: 'string', max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' };
export const tags: ListShape = {
  type: 'list',
  max: 50,
  member: structure({ Key: required(tagKey), Value: required(tagValue) }),
};
export const tagKeys: ListShape = { type: 'list', max: 50, member: tagKey };

/** Members of every list operation. */
export const paging = {
  Marker: { type: 'string', min: 1, max: 320, pattern: '[\\u0020-\\u00FF]+' },
  MaxItems: { type: 'integer', min: 1, max: 1000 },
} as const;
