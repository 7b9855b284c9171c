/** CreateConnection, DescribeConnection, ListConnections, UpdateConnection, DeauthorizeConnection, DeleteConnection. */
import { formatArn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { decodePageToken, encodePageToken } from '../../base/page-token.ts';
import type { Random } from '../../base/random.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { Shape, StructureShape } from '../../base/shape.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import {
  type AuthorizationType,
  type AuthParameters,
  authParametersShape,
  mergeParameters,
  requireParameters,
  shownParameters,
} from './auth-parameters.ts';
import { type ConnectionData, type ConnectionRow, type Connections, secretArn } from './connection-table.ts';
import { errors } from './errors.ts';

export interface ConnectionDeps {
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: Random;
}

interface NameInput {
  readonly Name: string;
}

interface ChangeInput extends NameInput {
  readonly Description?: string;
  readonly AuthorizationType?: AuthorizationType;
  readonly AuthParameters?: AuthParameters;
  readonly InvocationConnectivityParameters?: unknown;
  readonly KmsKeyIdentifier?: string;
}

type CreateInput = ChangeInput & Required<Pick<ChangeInput, 'AuthorizationType' | 'AuthParameters'>>;

interface ListInput {
  readonly NamePrefix?: string;
  readonly ConnectionState?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

const AUTHORIZATION_TYPES: readonly AuthorizationType[] = ['BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY'];
const STATES = [
  ...['CREATING', 'UPDATING', 'DELETING', 'AUTHORIZED', 'DEAUTHORIZED', 'AUTHORIZING', 'DEAUTHORIZING'],
  ...['ACTIVE', 'FAILED_CONNECTIVITY'],
];
/** EventBridge quotas: "Connections", per account and region. */
const CONNECTIONS_MAX = 3000;
const PAGE_SIZE = 100;
const LIST = 'ListConnections';

const structure = (members: Readonly<Record<string, Shape>>): StructureShape => ({ type: 'structure', members });
const name: Shape = { type: 'string', required: true, min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' };

function changeShape(isNew: boolean): StructureShape {
  return structure({
    Name: name,
    Description: { type: 'string', max: 512, pattern: '.*' },
    AuthorizationType: { type: 'string', required: isNew, enum: AUTHORIZATION_TYPES },
    AuthParameters: { ...authParametersShape(isNew), required: isNew },
    InvocationConnectivityParameters: { type: 'document' },
    KmsKeyIdentifier: { type: 'string', max: 2048 },
  });
}

export function connectionOperations(deps: ConnectionDeps): Readonly<Record<string, Operation>> {
  const { connections, clock, random } = deps;
  const { table } = connections;

  /** @throws ServiceError */
  function requireConnection({ Name }: NameInput, call: Call): ConnectionRow {
    const row = table.get(scopeOf(call), Name);
    if (row === undefined) throw errors.connectionDoesNotExist(Name);
    return row;
  }

  const createConnection: Operation<CreateInput> = {
    input: changeShape(true),
    permissions: permissionOn('CreateConnection'),
    async run(input, call) {
      refuseUnsupported(input);
      const { Name, AuthorizationType: authorizationType, Description: description } = input;
      const parameters = requireParameters(authorizationType, input.AuthParameters);
      const scope = scopeOf(call);
      if (table.get(scope, Name) !== undefined) throw errors.connectionAlreadyExists(Name);
      if (table.list(scope).length >= CONNECTIONS_MAX)
        throw errors.limitExceeded('The requested resource exceeds the maximum number allowed.');
      const id = random.uuid();
      const nowMs = clock.nowMs();
      const data: ConnectionData = {
        arn: formatArn('events', call.region, call.account, `connection/${Name}/${id}`),
        ...(description !== undefined && { description }),
        authorizationType,
        state: 'AUTHORIZED',
        sealedParameters: connections.sealed(id, parameters),
        lastModifiedMs: nowMs,
        lastAuthorizedMs: nowMs,
      };
      const taken = errors.connectionAlreadyExists(Name);
      const row = await unlessConflict(table.create({ scope, name: Name, id, createdMs: nowMs, data }), taken);
      return changed(row);
    },
  };

  const describeConnection: Operation<NameInput> = {
    input: structure({ Name: name }),
    permissions: permissionOn('DescribeConnection'),
    async run(input, call) {
      const row = requireConnection(input, call);
      return {
        ...summarise(row),
        Description: row.data.description,
        SecretArn: secretArn(row),
        AuthParameters: shownParameters(connections.parametersOf(row)),
      };
    },
  };

  const listConnections: Operation<ListInput> = {
    input: structure({
      NamePrefix: { ...name, required: false },
      ConnectionState: { type: 'string', enum: STATES },
      NextToken: { type: 'string', min: 1, max: 2048 },
      Limit: { type: 'integer', min: 1, max: 100 },
    }),
    permissions: () => [{ action: 'events:ListConnections', resource: '*' }],
    async run({ NamePrefix = '', ConnectionState, NextToken, Limit = PAGE_SIZE }, call) {
      const nowMs = clock.nowMs();
      const after = NextToken === undefined ? '' : decodePageToken<string>(LIST, NextToken, nowMs);
      if (after === undefined) throw errors.invalidToken();
      const rows = table
        .list(scopeOf(call))
        .filter((row) => row.name > after && row.name.startsWith(NamePrefix))
        .filter(({ data }) => ConnectionState === undefined || data.state === ConnectionState);
      const page = rows.slice(0, Limit);
      const isLast = page.length === rows.length;
      return {
        Connections: page.map(summarise),
        NextToken: isLast ? undefined : encodePageToken(LIST, page.at(-1)?.name, nowMs),
      };
    },
  };

  const updateConnection: Operation<ChangeInput> = {
    input: changeShape(false),
    permissions: permissionOn('UpdateConnection'),
    async run(input, call) {
      refuseUnsupported(input);
      const row = requireConnection(input, call);
      const { AuthorizationType: type = row.data.authorizationType, Description: description } = input;
      const { AuthParameters: change = {} } = input;
      const parameters = requireParameters(type, mergeParameters(connections.parametersOf(row), change));
      const nowMs = clock.nowMs();
      const data: ConnectionData = {
        ...row.data,
        ...(description !== undefined && { description }),
        authorizationType: type,
        state: 'AUTHORIZED',
        sealedParameters: connections.sealed(row.id, parameters),
        lastModifiedMs: nowMs,
        lastAuthorizedMs: nowMs,
      };
      return changed(await unlessConflict(table.update(row, data), errors.concurrentModification(row.name)));
    },
  };

  /** Forgets what it authorised itself with; an update authorises it again. */
  const deauthorizeConnection: Operation<NameInput> = {
    input: structure({ Name: name }),
    permissions: permissionOn('DeauthorizeConnection'),
    async run(input, call) {
      const row = requireConnection(input, call);
      const { sealedParameters: _, ...rest } = row.data;
      const data: ConnectionData = { ...rest, state: 'DEAUTHORIZED', lastModifiedMs: clock.nowMs() };
      const updated = await unlessConflict(table.update(row, data), errors.concurrentModification(row.name));
      return { ...changed(updated), ConnectionState: 'DEAUTHORIZING' };
    },
  };

  const deleteConnection: Operation<NameInput> = {
    input: structure({ Name: name }),
    permissions: permissionOn('DeleteConnection'),
    async run(input, call) {
      const row = requireConnection(input, call);
      await table.remove(row);
      return { ...changed(row), ConnectionState: 'DELETING' };
    },
  };

  return {
    CreateConnection: createConnection,
    DescribeConnection: describeConnection,
    ListConnections: listConnections,
    UpdateConnection: updateConnection,
    DeauthorizeConnection: deauthorizeConnection,
    DeleteConnection: deleteConnection,
  };
}

function scopeOf({ account, region }: Call): string {
  return `${account}/${region}`;
}

/** Without the id at its end (service authorization reference). */
function permissionOn(operation: string) {
  return ({ Name }: NameInput, { region, account }: Call) => [
    { action: `events:${operation}`, resource: formatArn('events', region, account, `connection/${Name}`) },
  ];
}

function refuseUnsupported({ InvocationConnectivityParameters, KmsKeyIdentifier }: ChangeInput): void {
  if (InvocationConnectivityParameters !== undefined) throw errors.privateConnection();
  if (KmsKeyIdentifier !== undefined && KmsKeyIdentifier !== '') throw errors.customerKey();
}

async function unlessConflict<T>(change: Promise<T>, conflict: Error): Promise<T> {
  try {
    return await change;
  } catch (error) {
    throw error instanceof ResourceConflictError ? conflict : error;
  }
}

/** What every change answers. */
function changed({ data, createdMs }: ConnectionRow) {
  const { arn, state, lastModifiedMs, lastAuthorizedMs } = data;
  return {
    ConnectionArn: arn,
    ConnectionState: state as string,
    CreationTime: new Date(createdMs),
    LastModifiedTime: new Date(lastModifiedMs),
    LastAuthorizedTime: lastAuthorizedMs === undefined ? undefined : new Date(lastAuthorizedMs),
  };
}

function summarise(row: ConnectionRow) {
  return { ...changed(row), Name: row.name, AuthorizationType: row.data.authorizationType };
}
