/** The event a function gets from a request to its URL: payload format 2.0 of API Gateway. */
import type { Principal } from '../../../base/service.ts';
import type { HttpRequest } from '../../../protocols/http-message.ts';

export interface UrlInvocation {
  readonly request: HttpRequest;
  readonly urlId: string;
  readonly requestId: string;
  readonly nowMs: number;
  /** Who has signed the request; undefined when nobody had to. */
  readonly principal: Principal | undefined;
  readonly accessKeyId: string | undefined;
}

/** Bodies that are text for certain; all others are base64, also those of forms. */
const TEXT = /text|json|xml|javascript/i;

/** JSON text. Absent members are absent, not null. */
export function urlEvent(invocation: UrlInvocation): string {
  const { request, urlId, requestId, nowMs } = invocation;
  const { method, path, query, headers, sourceIp } = request;
  const host = headers['host'] ?? '';
  const { cookie, ...others } = headers;
  const body = bodyOf(request);
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath: decoded(path),
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...others,
      'x-forwarded-for': sourceIp,
      'x-forwarded-proto': request.isSecure === true ? 'https' : 'http',
      'x-forwarded-port': /:(\d+)$/.exec(host)?.[1],
    },
    ...(query !== '' && { queryStringParameters: parametersOf(query) }),
    requestContext: {
      accountId: invocation.principal?.account ?? 'anonymous',
      apiId: urlId,
      ...(invocation.principal !== undefined && { authorizer: { iam: identityOf(invocation) } }),
      domainName: host.replace(/:\d+$/, ''),
      domainPrefix: urlId,
      http: { method, path: decoded(path), protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: accessLogTime(nowMs),
      timeEpoch: nowMs,
    },
    ...body,
    isBase64Encoded: body?.isBase64Encoded ?? false,
  });
}

function bodyOf({ body, headers }: HttpRequest): { body: string; isBase64Encoded: boolean } | undefined {
  if (body.byteLength === 0) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const isBase64Encoded = !TEXT.test(headers['content-type'] ?? '');
  return { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** A parameter given twice has both values, joined by a comma (recorded). */
function parametersOf(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

function identityOf({ principal, accessKeyId }: UrlInvocation): object {
  return {
    accessKey: accessKeyId,
    accountId: principal?.account,
    callerId: principal?.userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principal?.arn,
    userId: principal?.userId,
  };
}

/** What cannot be decoded stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function accessLogTime(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
