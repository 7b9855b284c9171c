/** CreateFunction, GetFunction, GetFunctionConfiguration, ListFunctions, DeleteFunction. */
import type { Call, Operation } from '../../base/service.ts';
import type { CodeLocations } from './code-location.ts';
import { functionNotFound, invalidParameterValue } from './errors.ts';
import { type FunctionRow, LATEST, showConfiguration, showListed } from './function-data.ts';
import {
  functionArn,
  type NamedFunction,
  NEW_FUNCTION_NAME_PATTERN,
  permissionArn,
  qualified,
  resolveName,
} from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { checkRole, passRole, type RoleCheck } from './roles.ts';
import { newSettings, type SettingsInput } from './settings.ts';
import * as shapes from './shapes.ts';
import { checkTagCount } from './tags.ts';
import { type CodeInput, zipOf } from './zip-input.ts';

export interface FunctionDeps {
  readonly functions: FunctionTable;
  readonly locations: CodeLocations;
  readonly assumeDenial: RoleCheck;
}

const FUNCTIONS = '/2015-03-31/functions';
export const FUNCTION = `${FUNCTIONS}/{FunctionName}`;

/** The function a call names, in its only version. @throws ServiceError `Function not found` */
export function findFunction(
  functions: FunctionTable,
  input: NamedFunction,
  call: Call,
): { row: FunctionRow; arn: string; qualifiedArn: string } {
  const { name, qualifier, arn } = resolveName(input, call);
  const qualifiedArn = qualified(arn, qualifier);
  const row = functions.get(call, name);
  if (row === undefined || (qualifier !== undefined && qualifier !== LATEST)) throw functionNotFound(qualifiedArn);
  return { row, arn, qualifiedArn };
}

interface CreateFunctionInput extends SettingsInput {
  readonly FunctionName: string;
  readonly Role: string;
  readonly Code: CodeInput;
  readonly PackageType?: string;
  readonly Architectures?: readonly string[];
  readonly Publish?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
}

const NAME_LENGTH_MAX = 64;

const createFunction = ({ functions, assumeDenial }: FunctionDeps): Operation<CreateFunctionInput> => ({
  input: shapes.structure({
    FunctionName: { type: 'string', required: true, min: 1, max: 140, pattern: NEW_FUNCTION_NAME_PATTERN },
    Role: shapes.role(true),
    Code: { ...shapes.structure(shapes.codeSource), required: true },
    PackageType: { type: 'string', enum: ['Zip', 'Image'] },
    Architectures: shapes.architectures,
    Publish: { type: 'boolean' },
    Tags: shapes.tagMap,
    ...shapes.configuration,
  }),
  rest: { method: 'POST', path: FUNCTIONS, status: 201 },
  permissions: (input, call) => [
    { action: 'lambda:CreateFunction', resource: permissionArn(input, call) },
    passRole(input.Role),
  ],
  async run(input, call) {
    const { name, arn } = resolveName(input, call);
    if (name.length > NAME_LENGTH_MAX) {
      throw invalidParameterValue(
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${NAME_LENGTH_MAX}`,
      );
    }
    if (input.PackageType === 'Image') throw invalidParameterValue('Functions from container images cannot run here.');
    const settings = newSettings(name, input);
    const zip = zipOf(input.Code, input.Publish);
    const { Architectures: architectures = ['x86_64'], Tags: tags = {} } = input;
    checkTagCount(tags);
    checkRole(assumeDenial, input.Role);
    return showConfiguration(await functions.create(call, { name, settings, zip, architectures, tags }), arn);
  },
});

const getFunction = ({ functions, locations }: FunctionDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: FUNCTION, status: 200, query: { Qualifier: 'Qualifier' } },
  permissions: (input, call) => [{ action: 'lambda:GetFunction', resource: permissionArn(input, call) }],
  async run(input, call) {
    const { row, qualifiedArn } = findFunction(functions, input, call);
    const { code, tags } = row.data;
    return {
      Configuration: showConfiguration(row, qualifiedArn),
      Code: {
        RepositoryType: 'S3',
        ...(call.endpoint !== undefined && { Location: locations.link(call.endpoint, code.digest) }),
      },
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
    };
  },
});

const getFunctionConfiguration = ({ functions }: FunctionDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: `${FUNCTION}/configuration`, status: 200, query: { Qualifier: 'Qualifier' } },
  permissions: (input, call) => [{ action: 'lambda:GetFunctionConfiguration', resource: permissionArn(input, call) }],
  async run(input, call) {
    const { row, qualifiedArn } = findFunction(functions, input, call);
    return showConfiguration(row, qualifiedArn);
  },
});

interface ListFunctionsInput {
  readonly FunctionVersion?: 'ALL';
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** ListFunctions API reference: a page has 50 at most, whatever is asked for. */
const PAGE_MAX = 50;

const listFunctions = ({ functions }: FunctionDeps): Operation<ListFunctionsInput> => ({
  input: shapes.structure({
    MasterRegion: { type: 'string' },
    FunctionVersion: { type: 'string', enum: ['ALL'] },
    Marker: { type: 'string' },
    MaxItems: { type: 'integer', min: 1, max: 10_000 },
  }),
  rest: {
    method: 'GET',
    path: FUNCTIONS,
    status: 200,
    query: {
      MasterRegion: 'MasterRegion',
      FunctionVersion: 'FunctionVersion',
      Marker: 'Marker',
      MaxItems: 'MaxItems',
    },
  },
  permissions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  async run({ FunctionVersion, Marker, MaxItems = PAGE_MAX }, call) {
    const after = Marker === undefined ? '' : Buffer.from(Marker, 'base64url').toString();
    const rest = functions.list(call).filter(({ name }) => name > after);
    const page = rest.slice(0, Math.min(MaxItems, PAGE_MAX));
    const last = page.at(-1);
    return {
      ...(last !== undefined &&
        page.length < rest.length && { NextMarker: Buffer.from(last.name).toString('base64url') }),
      Functions: page.map((row) =>
        showListed(row, qualified(functionArn(row.name, call), FunctionVersion === 'ALL' ? LATEST : undefined)),
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
    // A version that does not exist is deleted successfully (recorded).
    if (qualifier === undefined) await functions.remove(row);
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
