/** How a connection authorises itself: the shape of AuthParameters, what each way needs, and what of it is shown. */
import type { Shape, StructureShape } from '../../base/shape.ts';
import { errors } from './errors.ts';

export type AuthorizationType = 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS' | 'API_KEY';

export interface HttpParameter {
  readonly Key: string;
  readonly Value: string;
  readonly IsValueSecret?: boolean;
}

export interface HttpParameters {
  readonly HeaderParameters?: readonly HttpParameter[];
  readonly QueryStringParameters?: readonly HttpParameter[];
  readonly BodyParameters?: readonly HttpParameter[];
}

export interface OAuthParameters {
  readonly ClientParameters: { readonly ClientID: string; readonly ClientSecret: string };
  readonly AuthorizationEndpoint: string;
  readonly HttpMethod: 'GET' | 'POST' | 'PUT';
  readonly OAuthHttpParameters?: HttpParameters;
}

export interface AuthParameters {
  readonly BasicAuthParameters?: { readonly Username: string; readonly Password: string };
  readonly OAuthParameters?: OAuthParameters;
  readonly ApiKeyAuthParameters?: { readonly ApiKeyName: string; readonly ApiKeyValue: string };
  readonly InvocationHttpParameters?: HttpParameters;
  readonly ConnectivityParameters?: unknown;
}

const structure = (members: Readonly<Record<string, Shape>>): StructureShape => ({ type: 'structure', members });

const httpParameters = (keyPattern: string): Shape => ({
  type: 'list',
  max: 100,
  member: structure({
    Key: { type: 'string', max: 512, pattern: keyPattern },
    Value: { type: 'string', max: 1024 },
    IsValueSecret: { type: 'boolean' },
  }),
});

const HTTP_PARAMETERS = structure({
  HeaderParameters: httpParameters("[!#$%&'*+-.^_`|~0-9a-zA-Z]+"),
  QueryStringParameters: httpParameters('[^\\x00-\\x1F\\x7F]+'),
  BodyParameters: httpParameters('.+'),
});

const authorizationText: Shape = { type: 'string', min: 1, max: 512 };

/** @param required of what belongs to one way to authorise: on creation all of it */
export function authParametersShape(required: boolean): StructureShape {
  const text: Shape = { ...authorizationText, required };
  return structure({
    BasicAuthParameters: structure({ Username: text, Password: text }),
    OAuthParameters: structure({
      ClientParameters: { ...structure({ ClientID: text, ClientSecret: text }), required },
      AuthorizationEndpoint: { type: 'string', required, min: 1, max: 2048, pattern: '.+' },
      HttpMethod: { type: 'string', required, enum: ['GET', 'POST', 'PUT'] },
      OAuthHttpParameters: HTTP_PARAMETERS,
    }),
    ApiKeyAuthParameters: structure({ ApiKeyName: text, ApiKeyValue: text }),
    InvocationHttpParameters: HTTP_PARAMETERS,
    ConnectivityParameters: { type: 'document' },
  });
}

/** Where the parameters of a way to authorise stand, and which of them it cannot do without. */
const NEEDED = {
  BASIC: { member: 'BasicAuthParameters', texts: ['Username', 'Password'] },
  OAUTH_CLIENT_CREDENTIALS: { member: 'OAuthParameters', texts: ['AuthorizationEndpoint', 'HttpMethod'] },
  API_KEY: { member: 'ApiKeyAuthParameters', texts: ['ApiKeyName', 'ApiKeyValue'] },
} as const;

/** What belongs to the way to authorise, and to every request. @throws ServiceError when that is incomplete */
export function requireParameters(type: AuthorizationType, given: AuthParameters): AuthParameters {
  const { InvocationHttpParameters, ConnectivityParameters, OAuthParameters } = given;
  if (ConnectivityParameters !== undefined) throw errors.privateConnection();
  const { member, texts } = NEEDED[type];
  const needed = given[member] as Readonly<Record<string, unknown>> | undefined;
  if (needed === undefined) throw errors.authParametersMissing(type, member);
  const missing = texts.find((name) => needed[name] === undefined);
  if (missing !== undefined) throw errors.authParametersMissing(type, `${member}.${missing}`);
  const { ClientID, ClientSecret } = OAuthParameters?.ClientParameters ?? {};
  if (member === 'OAuthParameters' && (ClientID === undefined || ClientSecret === undefined))
    throw errors.authParametersMissing(type, `${member}.ClientParameters`);
  return { [member]: needed, ...(InvocationHttpParameters && { InvocationHttpParameters }) };
}

/** An update names what it changes; the members of one way to authorise are kept one by one. */
export function mergeParameters(before: AuthParameters, change: AuthParameters): AuthParameters {
  const { BasicAuthParameters, OAuthParameters, ApiKeyAuthParameters } = change;
  return {
    ...before,
    ...change,
    ...(BasicAuthParameters && { BasicAuthParameters: { ...before.BasicAuthParameters, ...BasicAuthParameters } }),
    ...(ApiKeyAuthParameters && { ApiKeyAuthParameters: { ...before.ApiKeyAuthParameters, ...ApiKeyAuthParameters } }),
    ...(OAuthParameters && {
      OAuthParameters: {
        ...before.OAuthParameters,
        ...OAuthParameters,
        ClientParameters: { ...before.OAuthParameters?.ClientParameters, ...OAuthParameters.ClientParameters },
      },
    }),
  };
}

/** As DescribeConnection answers: without a secret. */
export function shownParameters(parameters: AuthParameters) {
  const { BasicAuthParameters: basic, OAuthParameters: oauth, ApiKeyAuthParameters: apiKey } = parameters;
  const { InvocationHttpParameters: invocation } = parameters;
  return {
    ...(basic && { BasicAuthParameters: { Username: basic.Username } }),
    ...(oauth && {
      OAuthParameters: {
        ClientParameters: { ClientID: oauth.ClientParameters.ClientID },
        AuthorizationEndpoint: oauth.AuthorizationEndpoint,
        HttpMethod: oauth.HttpMethod,
        ...(oauth.OAuthHttpParameters && { OAuthHttpParameters: shownHttp(oauth.OAuthHttpParameters) }),
      },
    }),
    ...(apiKey && { ApiKeyAuthParameters: { ApiKeyName: apiKey.ApiKeyName } }),
    ...(invocation && { InvocationHttpParameters: shownHttp(invocation) }),
  };
}

function shownHttp(parameters: HttpParameters): HttpParameters {
  const lists = Object.entries(parameters as Readonly<Record<string, readonly HttpParameter[]>>);
  return Object.fromEntries(lists.map(([name, list]) => [name, list.map(shownParameter)]));
}

function shownParameter({ Key, Value, IsValueSecret = false }: HttpParameter) {
  return { Key, ...(!IsValueSecret && { Value }), IsValueSecret };
}
