/** A client for Stepwell's own service, which answers what AWS's operations cannot; signed like the SDK's clients. */
import type { IAMClient } from '@aws-sdk/client-iam';
import { SignatureV4 } from '@smithy/signature-v4';
import type { StepwellOperations } from '../../src/base/stepwell-api.ts';

type OperationName = keyof StepwellOperations;

export interface StepwellClient {
  /** @throws Error named after the code of the refusal, as the SDK's clients do */
  call<O extends OperationName>(
    operation: O,
    input: StepwellOperations[O]['input'],
  ): Promise<StepwellOperations[O]['output']>;
}

/** @param sdk any client of the SDK: its credentials, region and hash are used */
export function createStepwellClient(sdk: IAMClient): StepwellClient {
  const { credentials, region, sha256 } = sdk.config;
  const signer = new SignatureV4({ credentials, region, sha256, service: 'stepwell' });
  return {
    async call(operation, input) {
      const { protocol, host, hostname, port } = location;
      const body = JSON.stringify(input);
      const { headers } = await signer.sign({
        method: 'POST',
        protocol,
        hostname,
        ...(port !== '' && { port: Number(port) }),
        path: '/',
        query: {},
        headers: { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `Stepwell.${operation}` },
        body,
      });
      // The browser sends the host itself, and lets nobody else say it.
      const { host: _sentAnyway, ...others } = headers;
      const answer = await fetch('/', { method: 'POST', headers: others, body });
      const answered = await answer.json();
      if (!answer.ok) throw refusal(answered);
      return answered;
    },
  };
}

function refusal({ __type = '', message = '' }: { readonly __type?: string; readonly message?: string }): Error {
  const error = new Error(message);
  error.name = __type.split('#').at(-1)!;
  return error;
}
