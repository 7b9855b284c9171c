/** CreateAlias, GetAlias, UpdateAlias, DeleteAlias, ListAliases. IAM is asked about the function, not the alias. */

import type { Random } from '../../base/random.ts';
import type { Operation } from '../../base/service.ts';
import { checkRouting, type RoutingConfig, routingShape } from './alias-routing.ts';
import { aliasNotFound, cannotFindAlias, functionNotFound, resourceConflict, wrongRevision } from './errors.ts';
import { findLatest } from './find-function.ts';
import { type AliasData, aliasOf, type FunctionData, snapshotOf } from './function-data.ts';
import { type NamedFunction, permissionOn, qualified } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { FUNCTION } from './functions.ts';
import { type PageInput, page, pageQuery, pageShapes } from './page.ts';
import { withoutQualifier } from './qualified-settings.ts';
import * as shapes from './shapes.ts';

export interface AliasDeps {
  readonly functions: FunctionTable;
  readonly random: Random;
}

interface NamedAlias extends NamedFunction {
  readonly Name: string;
}

interface AliasInput extends NamedAlias {
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RoutingConfig?: RoutingConfig;
}

const ALIASES = `${FUNCTION}/aliases`;
const ALIAS = `${ALIASES}/{Name}`;

const versionShape = { type: 'string', min: 1, max: 1024, pattern: '(\\$LATEST|[0-9]+)' } as const;
const namedAlias = {
  ...shapes.namedFunction,
  Name: { type: 'string', required: true, min: 1, max: 128, pattern: '(?!^[0-9]+$)([a-zA-Z0-9-_]+)' },
} as const;
const changes = { Description: { type: 'string', max: 256 }, RoutingConfig: routingShape } as const;

function describe(arn: string, { name, description, version, weights, revisionId }: AliasData): object {
  return {
    AliasArn: qualified(arn, name),
    Name: name,
    FunctionVersion: version,
    Description: description,
    ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: revisionId,
  };
}

/** @throws ServiceError when the alias leads to what is not there, or to one version twice */
function checkTargets(data: FunctionData, arn: string, alias: AliasData): void {
  for (const target of [alias.version, ...Object.keys(alias.weights)]) {
    if (snapshotOf(data, target) === undefined) throw functionNotFound(qualified(arn, target));
  }
  checkRouting(alias);
}

const createAlias = ({ functions, random }: AliasDeps): Operation<AliasInput & { FunctionVersion: string }> => ({
  input: shapes.structure({ ...namedAlias, FunctionVersion: { ...versionShape, required: true }, ...changes }),
  rest: { method: 'POST', path: ALIASES, status: 201 },
  permissions: permissionOn('lambda:CreateAlias'),
  async run({ Name, FunctionVersion, Description = '', RoutingConfig, ...input }, call) {
    const { row, arn } = findLatest(functions, input, call);
    const alias: AliasData = {
      name: Name,
      description: Description,
      version: FunctionVersion,
      weights: RoutingConfig?.AdditionalVersionWeights ?? {},
      revisionId: random.uuid(),
    };
    const changed = await functions.change(row, (data) => {
      checkTargets(data, arn, alias);
      if (aliasOf(data, Name) !== undefined) throw resourceConflict(`Alias already exists: ${qualified(arn, Name)}`);
      const aliases = [...(data.aliases ?? []), alias].sort((a, b) => (a.name < b.name ? -1 : 1));
      return { ...data, aliases };
    });
    if (changed === undefined) throw functionNotFound(arn);
    return describe(arn, alias);
  },
});

const getAlias = ({ functions }: AliasDeps): Operation<NamedAlias> => ({
  input: shapes.structure(namedAlias),
  rest: { method: 'GET', path: ALIAS, status: 200 },
  permissions: permissionOn('lambda:GetAlias'),
  async run({ Name, ...input }, call) {
    const { row, arn } = findLatest(functions, input, call);
    const alias = aliasOf(row.data, Name);
    if (alias === undefined) throw cannotFindAlias(qualified(arn, Name));
    return describe(arn, alias);
  },
});

const updateAlias = ({ functions, random }: AliasDeps): Operation<AliasInput & { RevisionId?: string }> => ({
  input: shapes.structure({ ...namedAlias, FunctionVersion: versionShape, ...changes, RevisionId: { type: 'string' } }),
  rest: { method: 'PUT', path: ALIAS, status: 200 },
  permissions: permissionOn('lambda:UpdateAlias'),
  async run({ Name, FunctionVersion, Description, RoutingConfig, RevisionId, ...input }, call) {
    const { row, arn } = findLatest(functions, input, call);
    const aliasArn = qualified(arn, Name);
    const changed = await functions.change(row, (data) => {
      const before = aliasOf(data, Name);
      if (before === undefined) throw aliasNotFound(aliasArn);
      if (RevisionId !== undefined && RevisionId !== before.revisionId) throw wrongRevision();
      const alias: AliasData = {
        name: Name,
        description: Description ?? before.description,
        version: FunctionVersion ?? before.version,
        weights: RoutingConfig === undefined ? before.weights : (RoutingConfig.AdditionalVersionWeights ?? {}),
        revisionId: random.uuid(),
      };
      checkTargets(data, arn, alias);
      return { ...data, aliases: (data.aliases ?? []).map((other) => (other === before ? alias : other)) };
    });
    const alias = changed && aliasOf(changed.data, Name);
    if (alias === undefined) throw aliasNotFound(aliasArn);
    return describe(arn, alias);
  },
});

/** The alias's own policy and settings go with it. One that does not exist is deleted successfully (recorded). */
const deleteAlias = ({ functions }: AliasDeps): Operation<NamedAlias> => ({
  input: shapes.structure(namedAlias),
  rest: { method: 'DELETE', path: ALIAS, status: 204 },
  permissions: permissionOn('lambda:DeleteAlias'),
  async run({ Name, ...input }, call) {
    const { row } = findLatest(functions, input, call);
    await functions.change(row, (data) => {
      if (aliasOf(data, Name) === undefined) return undefined;
      const aliases = (data.aliases ?? []).filter(({ name }) => name !== Name);
      return { ...withoutQualifier(data, Name), aliases };
    });
    return {};
  },
});

const listAliases = ({
  functions,
}: AliasDeps): Operation<NamedFunction & PageInput & { FunctionVersion?: string }> => ({
  input: shapes.structure({ ...shapes.namedFunction, FunctionVersion: versionShape, ...pageShapes }),
  rest: {
    method: 'GET',
    path: ALIASES,
    status: 200,
    query: { FunctionVersion: 'FunctionVersion', ...pageQuery },
  },
  permissions: permissionOn('lambda:ListAliases'),
  async run({ FunctionVersion, ...input }, call) {
    const { row, arn } = findLatest(functions, input, call);
    const aliases = (row.data.aliases ?? []).filter(
      ({ version, weights }) =>
        FunctionVersion === undefined || version === FunctionVersion || FunctionVersion in weights,
    );
    const { items, NextMarker } = page(aliases, input, ({ name }) => name);
    return { NextMarker, Aliases: items.map((alias) => describe(arn, alias)) };
  },
});

export function aliasOperations(deps: AliasDeps): Record<string, Operation> {
  return {
    CreateAlias: createAlias(deps),
    GetAlias: getAlias(deps),
    UpdateAlias: updateAlias(deps),
    DeleteAlias: deleteAlias(deps),
    ListAliases: listAliases(deps),
  };
}
