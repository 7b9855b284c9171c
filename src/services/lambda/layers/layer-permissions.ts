/** AddLayerVersionPermission, RemoveLayerVersionPermission, GetLayerVersionPolicy: who of other accounts may use a layer version. */
import type { Random } from '../../../base/random.ts';
import type { Call, Operation } from '../../../base/service.ts';
import { layerVersionNotFound, noPolicy } from '../errors.ts';
import { type Revision, withoutStatement, withStatement } from '../policy-document.ts';
import { statementOf } from '../policy-statement.ts';
import type { PolicyData } from '../qualified-settings.ts';
import * as shapes from '../shapes.ts';
import { placeOf, versionArn } from './layer-name.ts';
import type { LayerTable } from './layer-table.ts';
import { LAYER_VERSION, type NamedLayerVersion, namedLayerVersion } from './layer-versions.ts';

interface Deps {
  readonly layers: LayerTable;
  readonly random: Random;
}

interface NamedStatement extends NamedLayerVersion {
  readonly StatementId: string;
  readonly RevisionId?: string;
}

interface AddInput extends NamedStatement {
  readonly Action: string;
  readonly Principal: string;
  readonly OrganizationId?: string;
}

const POLICY = `${LAYER_VERSION}/policy`;
const query = { RevisionId: 'RevisionId' };
const namedStatement = {
  ...namedLayerVersion,
  StatementId: { type: 'string', required: true, min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)' },
  RevisionId: { type: 'string' },
} as const;

const permissionOn = (action: string) => (input: NamedLayerVersion, call: Call) => [
  { action, resource: versionArn(placeOf(input.LayerName, call), input.VersionNumber) },
];

const revisionOf = ({ RevisionId: id }: NamedStatement): Revision => ({ id, source: 'GetLayerPolicy' });

/** @throws ServiceError when there is no such layer version */
function find(layers: LayerTable, { LayerName, VersionNumber }: NamedLayerVersion, call: Call) {
  const place = placeOf(LayerName, call);
  const arn = versionArn(place, VersionNumber);
  const version = layers.version(place, VersionNumber);
  if (version === undefined) throw layerVersionNotFound(arn);
  return { place, arn, version };
}

const add = ({ layers, random }: Deps): Operation<AddInput> => ({
  input: shapes.structure({
    ...namedStatement,
    Action: { type: 'string', required: true, max: 22, pattern: 'lambda:GetLayerVersion' },
    Principal: { type: 'string', required: true, pattern: '\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root' },
    OrganizationId: { type: 'string', max: 34, pattern: 'o-[a-z0-9]{10,32}' },
  }),
  rest: { method: 'POST', path: POLICY, status: 201, query },
  permissions: permissionOn('lambda:AddLayerVersionPermission'),
  async run({ OrganizationId, ...input }, call) {
    const { place, arn } = find(layers, input, call);
    const { StatementId, Action, Principal } = input;
    const organization = OrganizationId === undefined ? {} : { PrincipalOrgID: OrganizationId };
    const statement = statementOf({ StatementId, Action, Principal, ...organization }, arn);
    let changed: PolicyData | undefined;
    await layers.changePolicy(place, input.VersionNumber, (policy) => {
      changed = withStatement(policy, statement, { revision: revisionOf(input), random });
      return changed;
    });
    if (changed === undefined) throw layerVersionNotFound(arn);
    return { Statement: JSON.stringify(statement), RevisionId: changed.revisionId };
  },
});

const remove = ({ layers, random }: Deps): Operation<NamedStatement> => ({
  input: shapes.structure(namedStatement),
  rest: { method: 'DELETE', path: `${POLICY}/{StatementId}`, status: 204, query },
  permissions: permissionOn('lambda:RemoveLayerVersionPermission'),
  async run(input, call) {
    const { place } = find(layers, input, call);
    await layers.changePolicy(place, input.VersionNumber, (policy) =>
      withoutStatement(policy, input.StatementId, { revision: revisionOf(input), random }),
    );
    return {};
  },
});

const getPolicy = ({ layers }: Deps): Operation<NamedLayerVersion> => ({
  input: shapes.structure(namedLayerVersion),
  rest: { method: 'GET', path: POLICY, status: 200 },
  permissions: permissionOn('lambda:GetLayerVersionPolicy'),
  async run(input, call) {
    const { policy } = find(layers, input, call).version;
    if (policy === undefined) throw noPolicy();
    return { Policy: policy.document, RevisionId: policy.revisionId };
  },
});

export function layerPermissionOperations(deps: Deps): Record<string, Operation> {
  return {
    AddLayerVersionPermission: add(deps),
    RemoveLayerVersionPermission: remove(deps),
    GetLayerVersionPolicy: getPolicy(deps),
  };
}
