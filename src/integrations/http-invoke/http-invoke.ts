/** `arn:aws:states:::http:invoke`: calls an HTTPS API with the authorisation of a connection (developer guide, "Call HTTPS APIs"). */
import { type Json, JsonSyntaxError, parseJson } from '../../base/json.ts';
import { STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import type { Call } from '../../base/service.ts';
import type { HttpExchange, TaskOutcome, TaskRequest } from '../../engine/effect-port.ts';
import { callIntegration, type Integration } from '../integration.ts';
import { additionsOf, type ConnectionDeps, ConnectionError, oauthClientOf, requireConnection } from './connection.ts';
import { exchange, type HttpAnswer, SocketError } from './http-exchange.ts';
import { type HttpTask, HttpTaskError, readHttpTask } from './http-task.ts';
import { type Additions, hidden, type OutgoingRequest, outgoingRequest } from './outgoing-request.ts';

export interface HttpInvokeDeps extends ConnectionDeps {
  readonly allowPlainHttp: boolean;
}

/** Developer guide, quotas of HTTP tasks. */
const LIMITS = { timeoutMs: 60_000, bodyBytesMax: STATE_DATA_BYTES_MAX };

/** Documented: the task fails with `States.Runtime`. */
const BINARY_TYPES = /^(application\/octet-stream|image\/|video\/|audio\/)/i;

export function httpInvoke(deps: HttpInvokeDeps): Integration {
  const run = async (request: TaskRequest, call: Call): Promise<TaskOutcome> => {
    try {
      return await invoke(deps, request, call);
    } catch (error) {
      if (error instanceof HttpTaskError) return failed('States.Runtime', error.message);
      if (error instanceof ConnectionError) return failed(`Events.ConnectionResource.${error.reason}`, error.message);
      if (error instanceof SocketError) return failed('States.Http.Socket', error.message);
      throw error;
    }
  };
  const cause = 'Stepwell was stopped while the API was being called, so that nobody knows whether it was.';
  return callIntegration(run, { error: 'States.Http.Socket', cause });
}

async function invoke(deps: HttpInvokeDeps, request: TaskRequest, call: Call): Promise<TaskOutcome> {
  const { authorizer, tokens } = deps;
  const task = readHttpTask(request.parameters, deps);
  const context = { 'states:HTTPEndpoint': task.endpoint.href, 'states:HTTPMethod': task.method };
  const permission = { action: 'states:InvokeHTTPEndpoint', resource: request.machineArn, context };
  const denial = authorizer.denial(call.principal, permission, call);
  // GUESS: the error's name
  if (denial !== undefined) return failed('States.Permissions', denial.message);
  const connection = requireConnection(deps, task.connectionArn, call);
  const once = async () => callApi(task, await additionsOf(connection, tokens), request);
  const answer = await once();
  const client = answer.status === 401 ? oauthClientOf(connection) : undefined;
  if (client === undefined) return outcomeOf(answer);
  // a token may have been withdrawn before its time
  tokens.forget(client);
  return outcomeOf(await once());
}

async function callApi(task: HttpTask, additions: Additions, { region, http }: TaskRequest): Promise<HttpAnswer> {
  const outgoing = outgoingRequest(task, additions, region);
  const shown = http && (http.revealSecrets ? outgoing : outgoingRequest(task, hidden(additions), region));
  try {
    const answer = await exchange(outgoing, LIMITS);
    if (http !== undefined && shown !== undefined) http.tell(shownExchange(shown, answer));
    return answer;
  } catch (error) {
    if (http !== undefined && shown !== undefined) http.tell(shownExchange(shown));
    throw error;
  }
}

function outcomeOf(answer: HttpAnswer): TaskOutcome {
  const { status, statusText, headers, body, isCut } = answer;
  if (isCut) {
    const cause =
      "The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit.";
    return failed('States.DataLimitExceeded', cause);
  }
  const [type = ''] = headers['content-type'] ?? [];
  const text = utf8Text(body);
  if (text === undefined || BINARY_TYPES.test(type)) {
    return failed('States.Runtime', 'The response of the HTTP endpoint is no text.');
  }
  if (status < 200 || status > 299) return failed(`States.Http.StatusCode.${status}`, text);
  const output = {
    Headers: headers,
    ResponseBody: /[/+]json\b/i.test(type) ? jsonOrText(text) : text,
    StatusCode: status,
    StatusText: statusText,
  };
  return { type: 'succeeded', output: Payload.of(output) };
}

function utf8Text(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonOrText(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return text;
    throw error;
  }
}

function shownExchange({ url, method, headers, body }: OutgoingRequest, answer?: HttpAnswer): HttpExchange {
  const request = {
    protocol: url.protocol.replace(':', ''),
    method,
    url: url.href,
    headers: shownHeaders(headers),
    ...(body !== undefined && { body }),
  };
  if (answer === undefined) return { request };
  const received = Object.entries(answer.headers).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  const response = {
    protocol: `HTTP/${answer.httpVersion}`,
    statusCode: String(answer.status),
    statusMessage: answer.statusText,
    headers: shownHeaders(received),
    body: answer.body.toString('utf8'),
  };
  return { request, response };
}

/** As the examples of the developer guide have them. */
function shownHeaders(headers: readonly (readonly [name: string, value: string])[]): string {
  return `[${headers.map(([name, value]) => `${name}: ${value}`).join(', ')}]`;
}

function failed(error: string, cause: string): TaskOutcome {
  return { type: 'failed', error, cause };
}
