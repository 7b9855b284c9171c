/**
 * Where outcomes of asynchronous invocations can go: to a function, by an invocation of its own, and to queues, topics and event
 * buses of services that Stepwell is told the endpoints of. All of it as the role of the function that ran.
 */
import { parseArn } from '../../base/arn.ts';
import type { Random } from '../../base/random.ts';
import type { Authorizer, Call, Dispatch } from '../../base/service.ts';
import { RequestSigner } from '../../protocols/request-signer.ts';
import type { Message, MessageEndpoints, MessageService } from './message.ts';
import { MESSAGE_TARGETS } from './message-requests.ts';

export interface DestinationDeps {
  readonly dispatch: Dispatch;
  readonly authorizer: Authorizer;
  readonly random: Random;
  /** Absent: functions are the only destinations. */
  readonly endpoints?: MessageEndpoints | undefined;
}

export interface Destinations {
  /** Undefined when there is a way to the target, else why not. */
  obstacle(targetArn: string): string | undefined;
  /** @throws when the target did not take the message */
  send(message: Message): Promise<void>;
}

/** How long a service may take to answer. */
const ANSWER_MS_MAX = 10_000;

export function createDestinations({ dispatch, authorizer, random, endpoints }: DestinationDeps): Destinations {
  const signer = endpoints && new RequestSigner(endpoints.credentials);

  /** The endpoint for a target; undefined when there is none. */
  function urlFor(service: string): string | undefined {
    return isMessageService(service) ? endpoints?.urls[service] : undefined;
  }

  function callAs({ functionName, roleArn, account, region }: Message['source']): Call {
    return { principal: authorizer.assumedRole(roleArn, functionName), account, region, requestId: random.uuid() };
  }

  async function invoke({ targetArn, source, body }: Message): Promise<void> {
    const { traceHeader: TraceHeader } = source;
    const input = {
      FunctionName: targetArn,
      InvocationType: 'Event',
      Payload: body,
      ...(TraceHeader && { TraceHeader }),
    };
    await dispatch.run('lambda', 'Invoke', input, callAs(source));
  }

  async function post(service: MessageService, message: Message): Promise<void> {
    const { targetArn, source } = message;
    const { action, request, refusalIn } = MESSAGE_TARGETS[service];
    const call = callAs(source);
    const denial = authorizer.denial(call.principal, { action, resource: targetArn }, call);
    if (denial !== undefined) throw new Error(denial.message);
    const url = urlFor(service) ?? '';
    const { host, origin, pathname } = new URL(url);
    const { headers, body } = request(message, url);
    const { region = source.region } = parseArn(targetArn) ?? {};
    const { host: _, ...signed } =
      signer?.sign(
        { method: 'POST', path: pathname, query: '', headers: { ...headers, host }, body: Buffer.from(body) },
        { region, service, nowMs: Date.now() },
      ) ?? {};
    const answer = await fetch(`${origin}${pathname}`, {
      method: 'POST',
      headers: signed as Record<string, string>,
      body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await answer.text();
    const refusal = answer.ok ? refusalIn(text) : `${answer.status} ${text}`;
    if (refusal !== undefined)
      throw new Error(`${targetArn} did not take a message of ${source.functionArn}: ${refusal}`);
  }

  function obstacle(targetArn: string): string | undefined {
    const service = parseArn(targetArn)?.service ?? targetArn;
    if (service === 'lambda' || urlFor(service) !== undefined) return undefined;
    return isMessageService(service)
      ? `Stepwell has no endpoint for ${service}: start it with --endpoint ${service}=URL`
      : `Stepwell cannot send to ${service}`;
  }

  return {
    obstacle,
    async send(message) {
      const reason = obstacle(message.targetArn);
      if (reason !== undefined) throw new Error(`${message.targetArn}: ${reason}.`);
      const service = parseArn(message.targetArn)?.service ?? '';
      await (isMessageService(service) ? post(service, message) : invoke(message));
    },
  };
}

function isMessageService(service: string): service is MessageService {
  return Object.hasOwn(MESSAGE_TARGETS, service);
}
