/** The connection of an HTTP task: whether the task's role may use it, and what it adds to the task's request. */
import type { Authorizer, Call, Permission } from '../../base/service.ts';
import { type OAuthClient, type OAuthTokens, TokenError } from './oauth-tokens.ts';
import type { Additions } from './outgoing-request.ts';

interface HttpParameter {
  readonly Key: string;
  readonly Value: string;
}

interface HttpParameters {
  readonly HeaderParameters?: readonly HttpParameter[];
  readonly QueryStringParameters?: readonly HttpParameter[];
  readonly BodyParameters?: readonly HttpParameter[];
}

/** A connection of EventBridge with its secrets. */
export interface HttpConnection {
  readonly revision: string;
  readonly secretArn: string;
  readonly isAuthorized: boolean;
  readonly parameters: {
    readonly BasicAuthParameters?: { readonly Username: string; readonly Password: string };
    readonly ApiKeyAuthParameters?: { readonly ApiKeyName: string; readonly ApiKeyValue: string };
    readonly OAuthParameters?: {
      readonly ClientParameters: { readonly ClientID: string; readonly ClientSecret: string };
      readonly AuthorizationEndpoint: string;
      readonly HttpMethod: string;
      readonly OAuthHttpParameters?: HttpParameters;
    };
    readonly InvocationHttpParameters?: HttpParameters;
  };
}

/** Where connections are; implemented by the service. */
export type FindConnection = (arn: string) => HttpConnection | undefined;

/** The task fails with `Events.ConnectionResource.REASON` (documented; GUESS: the causes). */
export class ConnectionError extends Error {
  readonly reason: 'AccessDenied' | 'ResourceNotFound' | 'InvalidConnectionState';

  constructor(reason: ConnectionError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ConnectionDeps {
  readonly findConnection: FindConnection;
  readonly authorizer: Authorizer;
  readonly tokens: OAuthTokens;
}

/** Documented: the role needs the connection's credentials, and the secret that holds them on AWS. @throws ConnectionError */
export function requireConnection(
  { findConnection, authorizer }: ConnectionDeps,
  arn: string,
  call: Call,
): HttpConnection {
  const require = (permission: Permission) => {
    const denial = authorizer.denial(call.principal, permission, call);
    if (denial !== undefined) throw new ConnectionError('AccessDenied', denial.message);
  };
  require({ action: 'events:RetrieveConnectionCredentials', resource: arn });
  const connection = findConnection(arn);
  if (connection === undefined) throw new ConnectionError('ResourceNotFound', `Connection '${arn}' does not exist.`);
  for (const action of ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']) {
    require({ action, resource: connection.secretArn });
  }
  if (!connection.isAuthorized) {
    throw new ConnectionError('InvalidConnectionState', `Connection '${arn}' is not authorized.`);
  }
  return connection;
}

/** @throws ConnectionError when there is no token to be had */
export async function additionsOf({ parameters, revision }: HttpConnection, tokens: OAuthTokens): Promise<Additions> {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: apiKey, OAuthParameters: oauth } = parameters;
  const invocation = listsOf(parameters.InvocationHttpParameters);
  const authorization: [string, string][] = [];
  if (basic !== undefined) {
    const credentials = Buffer.from(`${basic.Username}:${basic.Password}`).toString('base64');
    authorization.push(['Authorization', `Basic ${credentials}`]);
  }
  if (apiKey !== undefined) authorization.push([apiKey.ApiKeyName, apiKey.ApiKeyValue]);
  if (oauth !== undefined) {
    authorization.push(['Authorization', `Bearer ${await tokenOf(clientOf(oauth, revision), tokens)}`]);
  }
  return { ...invocation, headers: [...invocation.headers, ...authorization] };
}

/** Undefined for a connection that needs no token. */
export function oauthClientOf({ parameters, revision }: HttpConnection): OAuthClient | undefined {
  return parameters.OAuthParameters && clientOf(parameters.OAuthParameters, revision);
}

type OAuthParameters = NonNullable<HttpConnection['parameters']['OAuthParameters']>;

function clientOf(oauth: OAuthParameters, revision: string): OAuthClient {
  const { ClientParameters, AuthorizationEndpoint: endpoint, HttpMethod: method, OAuthHttpParameters } = oauth;
  const { ClientID: clientId, ClientSecret: clientSecret } = ClientParameters;
  return { revision, clientId, clientSecret, endpoint, method, ...listsOf(OAuthHttpParameters) };
}

async function tokenOf(client: OAuthClient, tokens: OAuthTokens): Promise<string> {
  try {
    return await tokens.tokenOf(client);
  } catch (error) {
    throw error instanceof TokenError ? new ConnectionError('InvalidConnectionState', error.message) : error;
  }
}

function listsOf({ HeaderParameters, QueryStringParameters, BodyParameters }: HttpParameters = {}): Additions {
  const pairs = (list: readonly HttpParameter[] = []) => list.map(({ Key, Value }) => [Key, Value] as const);
  return { headers: pairs(HeaderParameters), query: pairs(QueryStringParameters), body: pairs(BodyParameters) };
}
