/** Shapes that several operations share; limits of the API reference. */
import type { Shape, StringShape, StructureShape } from '../../base/shape.ts';
import { FUNCTION_NAME_PATTERN, QUALIFIER_PATTERN } from './function-name.ts';

const string: StringShape = { type: 'string' };
const strings: Shape = { type: 'list', member: string };

/** Longer names are simply not found (recorded); the bound is far above any ARN. */
const functionName: Shape = { type: 'string', required: true, min: 1, max: 1024, pattern: FUNCTION_NAME_PATTERN };
const qualifier: Shape = { type: 'string', min: 1, max: 128, pattern: QUALIFIER_PATTERN };

export const structure = (members: Readonly<Record<string, Shape>>): StructureShape => ({ type: 'structure', members });

export const namedFunction = { FunctionName: functionName };
export const qualifiedFunction = { FunctionName: functionName, Qualifier: qualifier };

export const tagMap: Shape = {
  type: 'map',
  key: { type: 'string', min: 1, max: 128 },
  value: { type: 'string', max: 256 },
};

export const architectures: Shape = {
  type: 'list',
  min: 1,
  max: 1,
  member: { type: 'string', enum: ['x86_64', 'arm64'] },
};

export const codeSource: Readonly<Record<string, Shape>> = {
  ZipFile: { type: 'blob' },
  S3Bucket: string,
  S3Key: string,
  S3ObjectVersion: string,
  ImageUri: string,
};

/** What CreateFunction and UpdateFunctionConfiguration both take. */
export const configuration: Readonly<Record<string, Shape>> = {
  Runtime: string,
  Handler: { type: 'string', max: 128, pattern: '[^\\s]+' },
  Description: { type: 'string', max: 256 },
  Timeout: { type: 'integer', min: 1, max: 900 },
  MemorySize: { type: 'integer', min: 128, max: 10_240 },
  Environment: structure({
    Variables: { type: 'map', key: { type: 'string', pattern: '[a-zA-Z]([a-zA-Z0-9_])+' }, value: string },
  }),
  EphemeralStorage: structure({ Size: { type: 'integer', required: true, min: 512, max: 10_240 } }),
  TracingConfig: structure({ Mode: { type: 'string', enum: ['Active', 'PassThrough'] } }),
  SnapStart: structure({ ApplyOn: { type: 'string', enum: ['PublishedVersions', 'None'] } }),
  LoggingConfig: structure({
    LogFormat: { type: 'string', enum: ['JSON', 'Text'] },
    ApplicationLogLevel: { type: 'string', enum: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] },
    SystemLogLevel: { type: 'string', enum: ['DEBUG', 'INFO', 'WARN'] },
    LogGroup: { type: 'string', min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' },
  }),
  Layers: strings,
  VpcConfig: structure({ SubnetIds: strings, SecurityGroupIds: strings, Ipv6AllowedForDualStack: { type: 'boolean' } }),
  DeadLetterConfig: structure({ TargetArn: string }),
  KMSKeyArn: string,
};

const ROLE_PATTERN = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';

export const role = (required: boolean): Shape => ({ type: 'string', required, pattern: ROLE_PATTERN });
