/**
 * Where outcomes of asynchronous invocations can go: to a function, by an invocation of its own as the role of the function
 * that ran.
 */
import { parseArn } from '../base/arn.ts';
import type { Random } from '../base/random.ts';
import type { Authorizer, Call, Dispatch } from '../base/service.ts';

/** One message to one target. */
export interface Message {
  readonly targetArn: string;
  readonly source: {
    readonly functionName: string;
    readonly roleArn: string;
    readonly account: string;
    readonly region: string;
  };
  /** JSON text. */
  readonly body: string;
}

export interface DestinationDeps {
  readonly dispatch: Dispatch;
  readonly authorizer: Authorizer;
  readonly random: Random;
}

export interface Destinations {
  /** Undefined when there is a way to the target, else why not. */
  obstacle(targetArn: string): string | undefined;
  /** @throws when the target did not take the message */
  send(message: Message): Promise<void>;
}

export function createDestinations({ dispatch, authorizer, random }: DestinationDeps): Destinations {
  const obstacle = (targetArn: string) => {
    const service = parseArn(targetArn)?.service ?? targetArn;
    return service === 'lambda' ? undefined : `Stepwell cannot send to ${service}; a function can be a destination`;
  };

  function callAs({ functionName, roleArn, account, region }: Message['source']): Call {
    return { principal: authorizer.assumedRole(roleArn, functionName), account, region, requestId: random.uuid() };
  }

  return {
    obstacle,
    async send({ targetArn, source, body }) {
      const reason = obstacle(targetArn);
      if (reason !== undefined) throw new Error(`${targetArn}: ${reason}.`);
      const input = { FunctionName: targetArn, InvocationType: 'Event', Payload: body };
      await dispatch.run('lambda', 'Invoke', input, callAs(source));
    },
  };
}
