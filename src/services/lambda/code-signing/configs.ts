/** CreateCodeSigningConfig, GetCodeSigningConfig, UpdateCodeSigningConfig, DeleteCodeSigningConfig, ListCodeSigningConfigs. */
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { Call, Operation } from '../../../base/service.ts';
import { codeSigningConfigInUse, codeSigningConfigNotFound } from '../errors.ts';
import { functionArn } from '../function-name.ts';
import { type FunctionTable, scopeOf } from '../function-table.ts';
import { type PageInput, page, pageQuery, pageShapes } from '../page.ts';
import * as shapes from '../shapes.ts';
import {
  type CodeSigningConfigRow,
  type CodeSigningConfigTable,
  configArn,
  configArnShape,
  findConfig,
  newConfigId,
  showConfig,
} from './config-table.ts';

export interface CodeSigningDeps {
  readonly codeSigningConfigs: CodeSigningConfigTable;
  readonly functions: FunctionTable;
  readonly clock: Clock;
  readonly random: Random;
}

interface NamedConfig {
  readonly CodeSigningConfigArn: string;
}

interface ConfigInput {
  readonly Description?: string;
  readonly AllowedPublishers?: { readonly SigningProfileVersionArns: readonly string[] };
  readonly CodeSigningPolicies?: { readonly UntrustedArtifactOnDeployment?: string };
}

const CONFIGS = '/2020-04-22/code-signing-configs';
const CONFIG = `${CONFIGS}/{CodeSigningConfigArn}`;

const namedConfig = { CodeSigningConfigArn: configArnShape };
const publishers = shapes.structure({
  SigningProfileVersionArns: {
    type: 'list',
    required: true,
    min: 1,
    max: 20,
    member: {
      type: 'string',
      pattern: 'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
    },
  },
});
const configuration = {
  Description: { type: 'string', max: 256 },
  AllowedPublishers: publishers,
  CodeSigningPolicies: shapes.structure({
    UntrustedArtifactOnDeployment: { type: 'string', enum: ['Warn', 'Enforce'] },
  }),
} as const;

const permissionOn = (action: string) => (input: NamedConfig) => [{ action, resource: input.CodeSigningConfigArn }];

/** @throws ServiceError */
export function existingConfig(configs: CodeSigningConfigTable, arn: string, call: Call): CodeSigningConfigRow {
  const row = findConfig(configs, arn, call);
  if (row === undefined) throw codeSigningConfigNotFound(arn);
  return row;
}

/** ARNs of the functions that name the configuration. */
function functionsWith(functions: FunctionTable, arn: string, call: Call): readonly string[] {
  const users = functions.list(call).filter(({ data }) => data.codeSigningConfigArn === arn);
  return users.map(({ name }) => functionArn(name, call));
}

const createCodeSigningConfig = ({ codeSigningConfigs, clock, random }: CodeSigningDeps): Operation<ConfigInput> => ({
  input: shapes.structure({
    ...configuration,
    AllowedPublishers: { ...publishers, required: true },
    Tags: shapes.tagMap,
  }),
  rest: { method: 'POST', path: CONFIGS, status: 201 },
  permissions: (_input, call) => [{ action: 'lambda:CreateCodeSigningConfig', resource: configArn('*', call) }],
  async run({ Description, AllowedPublishers, CodeSigningPolicies }, call) {
    const nowMs = clock.nowMs();
    const row = await codeSigningConfigs.create({
      scope: scopeOf(call),
      name: newConfigId(random),
      id: random.uuid(),
      createdMs: nowMs,
      data: {
        description: Description,
        signingProfileVersionArns: AllowedPublishers?.SigningProfileVersionArns ?? [],
        // API reference: "Default value: Warn".
        untrustedArtifactOnDeployment: CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? 'Warn',
        lastModifiedMs: nowMs,
      },
    });
    return { CodeSigningConfig: showConfig(row, call) };
  },
});

const getCodeSigningConfig = ({ codeSigningConfigs }: CodeSigningDeps): Operation<NamedConfig> => ({
  input: shapes.structure(namedConfig),
  rest: { method: 'GET', path: CONFIG, status: 200 },
  permissions: permissionOn('lambda:GetCodeSigningConfig'),
  run: async ({ CodeSigningConfigArn }, call) => ({
    CodeSigningConfig: showConfig(existingConfig(codeSigningConfigs, CodeSigningConfigArn, call), call),
  }),
});

const updateCodeSigningConfig = ({
  codeSigningConfigs,
  clock,
}: CodeSigningDeps): Operation<NamedConfig & ConfigInput> => ({
  input: shapes.structure({ ...namedConfig, ...configuration }),
  rest: { method: 'PUT', path: CONFIG, status: 200 },
  permissions: permissionOn('lambda:UpdateCodeSigningConfig'),
  async run({ CodeSigningConfigArn, Description, AllowedPublishers, CodeSigningPolicies }, call) {
    const { data, ...row } = existingConfig(codeSigningConfigs, CodeSigningConfigArn, call);
    const updated = await codeSigningConfigs.update(
      { ...row, data },
      {
        description: Description ?? data.description,
        signingProfileVersionArns: AllowedPublishers?.SigningProfileVersionArns ?? data.signingProfileVersionArns,
        untrustedArtifactOnDeployment:
          CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? data.untrustedArtifactOnDeployment,
        lastModifiedMs: clock.nowMs(),
      },
    );
    return { CodeSigningConfig: showConfig(updated, call) };
  },
});

const deleteCodeSigningConfig = ({ codeSigningConfigs, functions }: CodeSigningDeps): Operation<NamedConfig> => ({
  input: shapes.structure(namedConfig),
  rest: { method: 'DELETE', path: CONFIG, status: 204 },
  permissions: permissionOn('lambda:DeleteCodeSigningConfig'),
  async run({ CodeSigningConfigArn }, call) {
    const row = existingConfig(codeSigningConfigs, CodeSigningConfigArn, call);
    if (functionsWith(functions, CodeSigningConfigArn, call).length > 0) {
      throw codeSigningConfigInUse(CodeSigningConfigArn);
    }
    await codeSigningConfigs.remove(row);
    return {};
  },
});

/** In the order in which they were made. */
const listCodeSigningConfigs = ({ codeSigningConfigs }: CodeSigningDeps): Operation<PageInput> => ({
  input: shapes.structure(pageShapes),
  rest: { method: 'GET', path: CONFIGS, status: 200, query: pageQuery },
  permissions: () => [{ action: 'lambda:ListCodeSigningConfigs', resource: '*' }],
  async run(input, call) {
    const keyOf = ({ createdMs, name }: CodeSigningConfigRow) => `${String(createdMs).padStart(16, '0')} ${name}`;
    const rows = [...codeSigningConfigs.list(scopeOf(call))].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const { items, NextMarker } = page(rows, input, keyOf);
    return { NextMarker, CodeSigningConfigs: items.map((row) => showConfig(row, call)) };
  },
});

const listFunctionsByCodeSigningConfig = ({
  codeSigningConfigs,
  functions,
}: CodeSigningDeps): Operation<NamedConfig & PageInput> => ({
  input: shapes.structure({ ...namedConfig, ...pageShapes }),
  rest: { method: 'GET', path: `${CONFIG}/functions`, status: 200, query: pageQuery },
  permissions: permissionOn('lambda:ListFunctionsByCodeSigningConfig'),
  async run({ CodeSigningConfigArn, ...input }, call) {
    existingConfig(codeSigningConfigs, CodeSigningConfigArn, call);
    const { items, NextMarker } = page(functionsWith(functions, CodeSigningConfigArn, call), input, (arn) => arn);
    return { NextMarker, FunctionArns: items };
  },
});

export function codeSigningConfigOperations(deps: CodeSigningDeps): Record<string, Operation> {
  return {
    CreateCodeSigningConfig: createCodeSigningConfig(deps),
    GetCodeSigningConfig: getCodeSigningConfig(deps),
    UpdateCodeSigningConfig: updateCodeSigningConfig(deps),
    DeleteCodeSigningConfig: deleteCodeSigningConfig(deps),
    ListCodeSigningConfigs: listCodeSigningConfigs(deps),
    ListFunctionsByCodeSigningConfig: listFunctionsByCodeSigningConfig(deps),
  };
}
