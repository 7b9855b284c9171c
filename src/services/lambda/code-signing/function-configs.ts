/** PutFunctionCodeSigningConfig, GetFunctionCodeSigningConfig, DeleteFunctionCodeSigningConfig. */
import type { Operation } from '../../../base/service.ts';
import { functionNotFound } from '../errors.ts';
import { findLatest } from '../find-function.ts';
import { type NamedFunction, permissionOn } from '../function-name.ts';
import * as shapes from '../shapes.ts';
import { checkConfig, configArnShape } from './config-table.ts';
import type { CodeSigningDeps } from './configs.ts';

const PATH = '/2020-06-30/functions/{FunctionName}/code-signing-config';

const putFunctionCodeSigningConfig = ({
  functions,
  codeSigningConfigs,
}: CodeSigningDeps): Operation<NamedFunction & { readonly CodeSigningConfigArn: string }> => ({
  input: shapes.structure({ ...shapes.namedFunction, CodeSigningConfigArn: configArnShape }),
  rest: { method: 'PUT', path: PATH, status: 200 },
  permissions: permissionOn('lambda:PutFunctionCodeSigningConfig'),
  async run({ CodeSigningConfigArn, ...input }, call) {
    const { row, arn } = findLatest(functions, input, call);
    checkConfig(codeSigningConfigs, CodeSigningConfigArn, call);
    const changed = await functions.change(row, (data) => ({ ...data, codeSigningConfigArn: CodeSigningConfigArn }));
    if (changed === undefined) throw functionNotFound(arn);
    return { CodeSigningConfigArn, FunctionName: row.name };
  },
});

const getFunctionCodeSigningConfig = ({ functions }: CodeSigningDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.namedFunction),
  rest: { method: 'GET', path: PATH, status: 200 },
  permissions: permissionOn('lambda:GetFunctionCodeSigningConfig'),
  async run(input, call) {
    const { row } = findLatest(functions, input, call);
    const { codeSigningConfigArn } = row.data;
    // GUESS: that a function without one answers with nothing at all.
    return codeSigningConfigArn === undefined
      ? {}
      : { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: row.name };
  },
});

const deleteFunctionCodeSigningConfig = ({ functions }: CodeSigningDeps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.namedFunction),
  rest: { method: 'DELETE', path: PATH, status: 204 },
  permissions: permissionOn('lambda:DeleteFunctionCodeSigningConfig'),
  async run(input, call) {
    const { row } = findLatest(functions, input, call);
    await functions.change(row, ({ codeSigningConfigArn: _gone, ...data }) => data);
    return {};
  },
});

export function functionCodeSigningOperations(deps: CodeSigningDeps): Record<string, Operation> {
  return {
    PutFunctionCodeSigningConfig: putFunctionCodeSigningConfig(deps),
    GetFunctionCodeSigningConfig: getFunctionCodeSigningConfig(deps),
    DeleteFunctionCodeSigningConfig: deleteFunctionCodeSigningConfig(deps),
  };
}
