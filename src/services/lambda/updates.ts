/** UpdateFunctionCode and UpdateFunctionConfiguration. */
import type { Operation } from '../../base/service.ts';
import { type CodeInput, zipOf } from './code-source.ts';
import { wrongRevision } from './errors.ts';
import { checkDeadLetters } from './events/dead-letters.ts';
import { findLatest } from './find-function.ts';
import { type FunctionRow, showConfiguration } from './function-data.ts';
import { type NamedFunction, permissionArn, qualified } from './function-name.ts';
import { FUNCTION, type FunctionDeps } from './functions.ts';
import { functionLayers, layerPermissions } from './layers/function-layers.ts';
import { checkRole, passRole } from './roles.ts';
import { changedSettings, type SettingsInput } from './settings.ts';
import * as shapes from './shapes.ts';

interface UpdateCodeInput extends NamedFunction, CodeInput {
  readonly Architectures?: readonly string[];
  readonly Publish?: boolean;
  /** Check only. */
  readonly DryRun?: boolean;
  readonly RevisionId?: string;
}

interface UpdateConfigurationInput extends NamedFunction, Omit<SettingsInput, 'layers'> {
  readonly Layers?: readonly string[];
  readonly RevisionId?: string;
}

const updateFunctionCode = ({ functions, readObject }: FunctionDeps): Operation<UpdateCodeInput> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    ...shapes.codeSource,
    Architectures: shapes.architectures,
    Publish: { type: 'boolean' },
    DryRun: { type: 'boolean' },
    RevisionId: { type: 'string' },
  }),
  rest: { method: 'PUT', path: `${FUNCTION}/code`, status: 200 },
  permissions: (input, call) => [{ action: 'lambda:UpdateFunctionCode', resource: permissionArn(input, call) }],
  async run(input, call) {
    const { row, arn, qualifiedArn } = findLatest(functions, input, call);
    checkRevision(row, input.RevisionId);
    const zip = await zipOf(input, readObject, call);
    const architectures = input.Architectures ?? row.data.code.architectures;
    if (input.DryRun === true) {
      const code = await functions.checkCode(zip, { architectures, settings: row.data.settings });
      return showConfiguration(row.name, { ...row.data, code }, qualifiedArn);
    }
    const publish = input.Publish === true;
    const { data } = await functions.update(call, row, arn, { zip, architectures, publish });
    const version = publish ? data.versions?.at(-1) : undefined;
    if (version !== undefined) return showConfiguration(row.name, version, qualified(arn, version.version));
    return showConfiguration(row.name, data, qualifiedArn);
  },
});

const updateFunctionConfiguration = ({
  functions,
  layers: table,
  destinations,
  assumeDenial,
}: FunctionDeps): Operation<UpdateConfigurationInput> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    ...shapes.configuration,
    Role: shapes.role(false),
    RevisionId: { type: 'string' },
  }),
  rest: { method: 'PUT', path: `${FUNCTION}/configuration`, status: 200 },
  permissions: (input, call) => [
    { action: 'lambda:UpdateFunctionConfiguration', resource: permissionArn(input, call) },
    ...(input.Role === undefined ? [] : [passRole(input.Role)]),
    ...layerPermissions(table, input.Layers),
  ],
  async run(input, call) {
    const { row, arn, qualifiedArn } = findLatest(functions, input, call);
    checkRevision(row, input.RevisionId);
    const layers = input.Layers && functionLayers(table, input.Layers, call);
    const settings = changedSettings(row.data.settings, { ...input, layers });
    if (input.Role !== undefined) checkRole(assumeDenial, input.Role);
    checkDeadLetters(destinations, input.DeadLetterConfig);
    const { data } = await functions.update(call, row, arn, { settings });
    return showConfiguration(row.name, data, qualifiedArn);
  },
});

/** @throws ServiceError when the caller has looked at another revision */
export function checkRevision(row: FunctionRow, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== row.data.revisionId) throw wrongRevision();
}

export function updateOperations(deps: FunctionDeps): Record<string, Operation> {
  return {
    UpdateFunctionCode: updateFunctionCode(deps),
    UpdateFunctionConfiguration: updateFunctionConfiguration(deps),
  };
}
