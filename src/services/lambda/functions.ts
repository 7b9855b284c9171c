/** CreateFunction, GetFunction, GetFunctionConfiguration, ListFunctions, DeleteFunction. */
import type { Operation } from '../../base/service.ts';
import type { Interpreters } from '../../runtimes/interpreters.ts';
import type { CodeLocations } from './code-location.ts';
import { type CodeSigningConfigTable, checkConfig, configArnShape } from './code-signing/config-table.ts';
import { type CodeInput, type ObjectReader, zipOf } from './code-source.ts';
import { functionNotFound, invalidParameterValue } from './errors.ts';
import { checkDeadLetters } from './events/dead-letters.ts';
import type { DestinationPort } from './events/destinations.ts';
import { findFunction } from './find-function.ts';
import { LATEST, showConfiguration, showListed } from './function-data.ts';
import {
  functionArn,
  isVersionNumber,
  type NamedFunction,
  NEW_FUNCTION_NAME_PATTERN,
  permissionArn,
  qualified,
  resolveName,
} from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { functionLayers, layerPermissions } from './layers/function-layers.ts';
import type { LayerTable } from './layers/layer-table.ts';
import { type PageInput, page, pageQuery, pageShapes, versionKey } from './page.ts';
import { checkRole, passRole, type RoleCheck } from './roles.ts';
import { newSettings, type SettingsInput } from './settings.ts';
import * as shapes from './shapes.ts';
import { checkTagCount } from './tags.ts';

export interface FunctionDeps {
  readonly functions: FunctionTable;
  readonly interpreters: Interpreters;
  readonly locations: CodeLocations;
  readonly assumeDenial: RoleCheck;
  /** Absent where there is no storage of objects. */
  readonly readObject?: ObjectReader | undefined;
  readonly codeSigningConfigs: CodeSigningConfigTable;
  readonly layers: LayerTable;
  readonly destinations: DestinationPort;
}

const FUNCTIONS = '/2015-03-31/functions';
export const FUNCTION = `${FUNCTIONS}/{FunctionName}`;

interface CreateFunctionInput extends Omit<SettingsInput, 'layers'> {
  readonly Layers?: readonly string[];
  readonly FunctionName: string;
  readonly Role: string;
  readonly Code: CodeInput;
  readonly PackageType?: string;
  readonly Architectures?: readonly string[];
  readonly Publish?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly CodeSigningConfigArn?: string;
}

const NAME_LENGTH_MAX = 64;

const createFunction = ({
  functions,
  interpreters,
  layers: table,
  destinations,
  codeSigningConfigs,
  assumeDenial,
  readObject,
}: FunctionDeps): Operation<CreateFunctionInput> => ({
  input: shapes.structure({
    FunctionName: { type: 'string', required: true, min: 1, max: 140, pattern: NEW_FUNCTION_NAME_PATTERN },
    Role: shapes.role(true),
    Code: { ...shapes.structure(shapes.codeSource), required: true },
    PackageType: { type: 'string', enum: ['Zip', 'Image'] },
    Architectures: shapes.architectures,
    Publish: { type: 'boolean' },
    Tags: shapes.tagMap,
    CodeSigningConfigArn: { ...configArnShape, required: false },
    ...shapes.configuration,
  }),
  rest: { method: 'POST', path: FUNCTIONS, status: 201, responseHeaders: { Notice: 'X-Stepwell-Notice' } },
  permissions: (input, call) => [
    { action: 'lambda:CreateFunction', resource: permissionArn(input, call) },
    passRole(input.Role),
    ...layerPermissions(table, input.Layers),
  ],
  async run(input, call) {
    const { name, arn } = resolveName(input, call);
    if (name.length > NAME_LENGTH_MAX) {
      throw invalidParameterValue(
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${NAME_LENGTH_MAX}`,
      );
    }
    if (input.PackageType === 'Image') throw invalidParameterValue('Functions from container images cannot run here.');
    const layers = input.Layers && functionLayers(table, input.Layers, call);
    const settings = newSettings(name, { ...input, layers });
    const zip = await zipOf(input.Code, readObject, call);
    const { Architectures: architectures = ['x86_64'], Tags: tags = {}, Publish: publish = false } = input;
    checkTagCount(tags);
    checkRole(assumeDenial, input.Role);
    checkDeadLetters(destinations, input.DeadLetterConfig);
    const { CodeSigningConfigArn: codeSigningConfigArn } = input;
    if (codeSigningConfigArn !== undefined) checkConfig(codeSigningConfigs, codeSigningConfigArn, call);
    const created = { name, settings, zip, architectures, tags, publish };
    const { data } = await functions.create(call, {
      ...created,
      ...(codeSigningConfigArn !== undefined && { codeSigningConfigArn }),
    });
    // The version, under the function's own ARN (recorded).
    const shown = showConfiguration(name, data.versions?.at(-1) ?? data, arn);
    // On AWS it could run, and so it is created here, too; whoever invokes it is refused.
    return { ...shown, Notice: interpreters.refusal(settings.Runtime) };
  },
});

const getFunction = ({ functions, locations }: FunctionDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: FUNCTION, status: 200, query: { Qualifier: 'Qualifier' } },
  permissions: (input, call) => [{ action: 'lambda:GetFunction', resource: permissionArn(input, call) }],
  async run(input, call) {
    const { row, snapshot, qualifiedArn } = findFunction(functions, input, call);
    const { tags, reservedConcurrency } = row.data;
    return {
      Configuration: showConfiguration(row.name, snapshot, qualifiedArn),
      Code: {
        RepositoryType: 'S3',
        ...(call.endpoint !== undefined && { Location: locations.link(call.endpoint, snapshot.code.digest) }),
      },
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(reservedConcurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
    };
  },
});

const getFunctionConfiguration = ({ functions }: FunctionDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: `${FUNCTION}/configuration`, status: 200, query: { Qualifier: 'Qualifier' } },
  permissions: (input, call) => [{ action: 'lambda:GetFunctionConfiguration', resource: permissionArn(input, call) }],
  async run(input, call) {
    const { row, snapshot, qualifiedArn } = findFunction(functions, input, call);
    return showConfiguration(row.name, snapshot, qualifiedArn);
  },
});

interface ListFunctionsInput extends PageInput {
  readonly FunctionVersion?: 'ALL';
}

const listFunctions = ({ functions }: FunctionDeps): Operation<ListFunctionsInput> => ({
  input: shapes.structure({
    MasterRegion: { type: 'string' },
    FunctionVersion: { type: 'string', enum: ['ALL'] },
    ...pageShapes,
  }),
  rest: {
    method: 'GET',
    path: FUNCTIONS,
    status: 200,
    query: { MasterRegion: 'MasterRegion', FunctionVersion: 'FunctionVersion', ...pageQuery },
  },
  permissions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  async run({ FunctionVersion, ...input }, call) {
    const all = FunctionVersion === 'ALL';
    const listed = functions.list(call).flatMap(({ name, data }) => {
      const snapshots = all ? [data, ...(data.versions ?? [])] : [data];
      return snapshots.map((snapshot) => ({ name, snapshot }));
    });
    const { items, NextMarker } = page(listed, input, ({ name, snapshot }) => `${name} ${versionKey(snapshot)}`);
    return {
      NextMarker,
      Functions: items.map(({ name, snapshot }) =>
        showListed(name, snapshot, qualified(functionArn(name, call), all ? (snapshot.version ?? LATEST) : undefined)),
      ),
    };
  },
});

const deleteFunction = ({ functions }: FunctionDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'DELETE', path: FUNCTION, status: 204, query: { Qualifier: 'Qualifier' } },
  permissions: (input, call) => [{ action: 'lambda:DeleteFunction', resource: permissionArn(input, call) }],
  async run(input, call) {
    const { name, qualifier, arn } = resolveName(input, call);
    if (qualifier === LATEST) {
      throw invalidParameterValue('$LATEST version cannot be deleted without deleting the function.');
    }
    const row = functions.get(call, name);
    if (row === undefined) throw functionNotFound(arn);
    if (qualifier === undefined) await functions.remove(row);
    else if (isVersionNumber(qualifier)) await functions.removeVersion(row, qualifier);
    else throw invalidParameterValue('Deletion of aliases is not currently supported.');
    return {};
  },
});

export function functionOperations(deps: FunctionDeps): Record<string, Operation> {
  return {
    CreateFunction: createFunction(deps),
    GetFunction: getFunction(deps),
    GetFunctionConfiguration: getFunctionConfiguration(deps),
    ListFunctions: listFunctions(deps),
    DeleteFunction: deleteFunction(deps),
  };
}
