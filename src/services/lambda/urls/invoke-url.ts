/** A request to a function URL: who may send it, what the function gets, and what becomes of its result. */
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import { type Authorizer, type Call, type Principal, type Reservation, ServiceError } from '../../../base/service.ts';
import type { HttpRequest, HttpResponse } from '../../../protocols/http-message.ts';
import type { InvokeOutput } from '../invoke.ts';
import type { InvokeInput } from '../wanted.ts';
import { type StreamedResult, streamedResponse } from './streamed-response.ts';
import { arnOfUrl, type FunctionUrl, type UrlIndex } from './url-config.ts';
import { preflight, withCors } from './url-cors.ts';
import { urlEvent } from './url-event.ts';
import { BAD_GATEWAY, urlResponse } from './url-response.ts';

export interface InvokeUrlDeps {
  readonly urls: UrlIndex;
  readonly denial: Authorizer['denial'];
  readonly clock: Clock;
  readonly random: Random;
  readonly invoke: {
    tryReserve(input: InvokeInput, call: Call): Reservation<InvokeOutput> | undefined;
    reserve(input: InvokeInput, call: Call, signal?: AbortSignal): Promise<Reservation<InvokeOutput>>;
  };
  /** An invocation whose result comes in pieces. */
  readonly stream: (input: InvokeInput, call: Call, signal: AbortSignal) => Promise<StreamedResult>;
}

/** Who has signed a request. */
export interface Signer {
  readonly principal: Principal;
  readonly accessKeyId: string;
}

export interface FunctionUrls {
  has(urlId: string): boolean;
  /** @param signer Who has signed the request, asked only when that matters. It may throw when the signature is not good. */
  answer(urlId: string, request: HttpRequest, signer: () => Signer | undefined): Promise<HttpResponse>;
}

/** Whoever sends a request that nobody signed: only policies that speak of everybody let it in. */
const ANYBODY: Principal = { type: 'anonymous', arn: 'anonymous', account: '' };

const FORBIDDEN =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

export function functionUrls({ urls, denial, clock, random, invoke, stream }: InvokeUrlDeps): FunctionUrls {
  function isAllowed(url: FunctionUrl, principal: Principal, call: Call): boolean {
    const policy = url.row.data.policies?.[url.qualifier ?? ''];
    const permission = {
      action: 'lambda:InvokeFunctionUrl',
      resource: arnOfUrl(url),
      context: { 'lambda:FunctionUrlAuthType': url.config.authType },
      ...(policy !== undefined && { resourcePolicy: policy.document }),
    };
    return denial(principal, permission, call) === undefined;
  }

  async function run(url: FunctionUrl, request: HttpRequest, signer: Signer | undefined): Promise<HttpResponse> {
    const { sourceIp, isSecure = false, headers } = request;
    const userAgent = headers['user-agent'];
    const call: Call = {
      principal: signer?.principal ?? ANYBODY,
      account: url.account,
      region: url.region,
      requestId: random.uuid(),
      client: { isSecure, ...(sourceIp !== undefined && { sourceIp }), ...(userAgent !== undefined && { userAgent }) },
    };
    if (!isAllowed(url, call.principal, call)) return refusal(403, 'AccessDeniedException', { Message: FORBIDDEN });
    const Payload = urlEvent({
      request,
      urlId: url.config.id,
      requestId: call.requestId,
      nowMs: clock.nowMs(),
      principal: signer?.principal,
      accessKeyId: signer?.accessKeyId,
    });
    const input: InvokeInput = { FunctionName: arnOfUrl(url), Payload };
    const answer = await resultOf(url, input, call, request.signal);
    return { ...answer, headers: { ...answer.headers, 'x-amzn-RequestId': call.requestId } };
  }

  async function resultOf(
    { config }: FunctionUrl,
    input: InvokeInput,
    call: Call,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    try {
      if (config.invokeMode === 'RESPONSE_STREAM') return await streamedResponse(await stream(input, call, signal));
      const place = invoke.tryReserve(input, call) ?? (await invoke.reserve(input, call, signal));
      const { Payload = 'null', FunctionError } = await place.run();
      return FunctionError === undefined ? urlResponse(Payload) : BAD_GATEWAY;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { code, status, message, details } = error;
      return refusal(status, code, { message, ...details });
    }
  }

  return {
    has: (urlId) => urls.find(urlId) !== undefined,
    async answer(urlId, request, signer) {
      const url = urls.find(urlId);
      if (url === undefined) return refusal(403, 'AccessDeniedException', { Message: FORBIDDEN });
      const { cors, authType } = url.config;
      const asked = preflight(request, cors);
      if (asked !== undefined) return asked;
      return withCors(request, cors, await run(url, request, authType === 'AWS_IAM' ? signer() : undefined));
    },
  };
}

function refusal(status: number, code: string, body: object): HttpResponse {
  const headers = { 'Content-Type': 'application/json', 'x-amzn-ErrorType': code };
  return { status, headers, body: JSON.stringify(body) };
}
