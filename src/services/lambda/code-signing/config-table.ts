/**
 * Code signing configurations as they are kept and shown. They are data only: whether code is signed is not looked at, since
 * the signatures could only be made, and checked, by AWS Signer.
 */
import { formatArn, parseArn } from '../../../base/arn.ts';
import type { Random } from '../../../base/random.ts';
import type { Call } from '../../../base/service.ts';
import type { Shape } from '../../../base/shape.ts';
import type { ResourceStore } from '../../../store/resource-store.ts';
import { ResourceTable, type Row } from '../../../store/resource-table.ts';
import { functionCodeSigningConfigNotFound } from '../errors.ts';
import { scopeOf } from '../function-table.ts';
import { randomLetters } from '../letters.ts';

export interface CodeSigningConfigData {
  readonly description: string | undefined;
  readonly signingProfileVersionArns: readonly string[];
  readonly untrustedArtifactOnDeployment: string;
  readonly lastModifiedMs: number;
}

const ARN_PATTERN =
  'arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}';
export const configArnShape: Shape = { type: 'string', required: true, max: 200, pattern: ARN_PATTERN };

export type CodeSigningConfigRow = Row<CodeSigningConfigData>;
export type CodeSigningConfigTable = ResourceTable<CodeSigningConfigData>;

export function openCodeSigningConfigs(resources: ResourceStore): Promise<CodeSigningConfigTable> {
  return ResourceTable.open<CodeSigningConfigData>(resources, 'codeSigningConfig');
}

const ID_LENGTH = 17;

export function newConfigId(random: Random): string {
  return `csc-${randomLetters(random, ID_LENGTH)}`;
}

/** Undefined when there is none such in the call's account and region. */
export function findConfig(configs: CodeSigningConfigTable, arn: string, call: Call): CodeSigningConfigRow | undefined {
  const parsed = parseArn(arn);
  if (parsed?.account !== call.account || parsed.region !== call.region) return undefined;
  return configs.get(scopeOf(call), parsed.resource.replace(/^code-signing-config:/, ''));
}

/** For a function that is to have it. @throws ServiceError when there is none such */
export function checkConfig(configs: CodeSigningConfigTable, arn: string, call: Call): void {
  if (findConfig(configs, arn, call) === undefined) throw functionCodeSigningConfigNotFound(arn);
}

export function configArn(id: string, { region, account }: Call): string {
  return formatArn('lambda', region, account, `code-signing-config:${id}`);
}

export function showConfig({ name, data }: CodeSigningConfigRow, call: Call): object {
  return {
    CodeSigningConfigId: name,
    CodeSigningConfigArn: configArn(name, call),
    Description: data.description,
    AllowedPublishers: { SigningProfileVersionArns: data.signingProfileVersionArns },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: data.untrustedArtifactOnDeployment },
    LastModified: new Date(data.lastModifiedMs).toISOString().replace('Z', '+0000'),
  };
}
