/** Shapes that several operations share. */
import { DEFINITION_BYTES_MAX } from '../../base/limits.ts';
import type { ListShape, Shape, StringShape } from '../../base/shape.ts';
import { LOGGING_SHAPE } from './logging.ts';

export const arnShape: StringShape = { type: 'string', min: 1, max: 256, required: true };
/** Of versions. */
export const longArnShape: StringShape = { ...arnShape, max: 2000 };
/** Of versions and aliases. */
export const descriptionShape: StringShape = { type: 'string', max: 256 };
export const definitionShape: StringShape = { type: 'string', min: 1, max: DEFINITION_BYTES_MAX };
export const machineTypeShape: StringShape = { type: 'string', enum: ['STANDARD', 'EXPRESS'] };
export const maxResultsShape: Shape = { type: 'integer', min: 0, max: 1000 };
export const tokenShape: Shape = { type: 'string', min: 1, max: 1024 };
export const INCLUDED_DATA: Shape = { type: 'string', enum: ['ALL_DATA', 'METADATA_ONLY'] };
export const TAGS: ListShape = {
  type: 'list',
  member: {
    type: 'structure',
    members: { key: { type: 'string', min: 1, max: 128 }, value: { type: 'string', min: 0, max: 256 } },
  },
};
export const encryptionMember: Readonly<Record<string, Shape>> = {
  encryptionConfiguration: {
    type: 'structure',
    members: {
      type: { type: 'string', enum: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'], required: true },
      kmsKeyId: { type: 'string', min: 1, max: 2048 },
      kmsDataKeyReusePeriodSeconds: { type: 'integer', min: 60, max: 900 },
    },
  },
};
/** Tracing and encryption are kept and returned as given. */
export const SETTINGS_SHAPES: Readonly<Record<string, Shape>> = {
  loggingConfiguration: LOGGING_SHAPE,
  tracingConfiguration: { type: 'structure', members: { enabled: { type: 'boolean' } } },
  ...encryptionMember,
};
