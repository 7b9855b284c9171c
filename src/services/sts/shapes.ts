/** Input shapes of the STS operations, with the constraints of the API reference. */
import type { StructureShape } from '../../base/shape.ts';

const tagKey = { type: 'string', min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' } as const;
const tagValue = { type: 'string', max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' } as const;

export const emptyShape: StructureShape = { type: 'structure', members: {} };

export const assumeRoleShape: StructureShape = {
  type: 'structure',
  members: {
    RoleArn: { type: 'string', required: true, min: 20, max: 2048 },
    RoleSessionName: { type: 'string', required: true, min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
    PolicyArns: { type: 'list', member: { type: 'structure', members: { arn: { type: 'string' } } } },
    Policy: { type: 'string', min: 1 },
    DurationSeconds: { type: 'integer', min: 900, max: 43_200 },
    Tags: {
      type: 'list',
      max: 50,
      member: {
        type: 'structure',
        members: { Key: { ...tagKey, required: true }, Value: { ...tagValue, required: true } },
      },
    },
    TransitiveTagKeys: { type: 'list', max: 50, member: tagKey },
    ExternalId: { type: 'string', min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
  },
};

export const getSessionTokenShape: StructureShape = {
  type: 'structure',
  members: { DurationSeconds: { type: 'integer', min: 900, max: 129_600 } },
};
