import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { HttpRequest } from './http-message.ts';
import { hasValidSignature, type PresentedSignature, readSignature } from './presented-signature.ts';
import { formatAmzDate, parseAmzDate, signingKey } from './sigv4.ts';

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What a client would have sent. */
async function signedBy(send: (options: object) => Promise<unknown>): Promise<HttpRequest> {
  let captured: SdkRequest | undefined;
  const requestHandler = {
    async handle(request: SdkRequest) {
      captured = request;
      throw new Error('captured');
    },
  };
  await send({
    endpoint: 'http://127.0.0.1:4566',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+=', sessionToken: 'token' },
    requestHandler,
    maxAttempts: 1,
  }).catch(() => {});
  if (captured === undefined) throw new Error('nothing was sent');
  const { method, path, query = {}, headers, body = '' } = captured;
  return {
    method,
    path,
    query: new URLSearchParams(query as Record<string, string>).toString(),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body as string),
    signal: new AbortController().signal,
  };
}

const requests: Readonly<Record<string, () => Promise<HttpRequest>>> = {
  awsJson: () => signedBy((options) => new SFNClient(options).send(new ListStateMachinesCommand({ maxResults: 3 }))),
  awsQuery: () => signedBy((options) => new IAMClient(options).send(new ListRolesCommand({ PathPrefix: '/a b+ü/' }))),
  'restJson with an ARN in the path and a query': () =>
    signedBy((options) =>
      new LambdaClient(options).send(
        new InvokeCommand({
          FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
          Qualifier: '$LATEST',
          Payload: Buffer.from('{"ü":1}'),
        }),
      ),
    ),
};

const isValid = (request: HttpRequest, presented: PresentedSignature, secret: string) =>
  hasValidSignature(request, presented, signingKey(secret, presented.scope));

test.each(Object.keys(requests))('the signature of an SDK request is valid for its secret alone: %s', async (name) => {
  const request = (await requests[name]?.()) as HttpRequest;
  const presented = readSignature(request) as PresentedSignature;
  expect(presented).toMatchObject({ form: 'header', accessKeyId: 'AKIDEXAMPLE', scope: { region: 'eu-west-1' } });
  expect(isValid(request, presented, 'secret/+=')).toBe(true);
  expect(isValid(request, presented, 'secret')).toBe(false);
  expect(isValid({ ...request, body: Buffer.from('other') }, presented, 'secret/+=')).toBe(false);
  expect(isValid({ ...request, path: `${request.path}x` }, presented, 'secret/+=')).toBe(false);
  const shortened = { ...presented, signature: 'zz' };
  expect(isValid(request, shortened, 'secret/+=')).toBe(false);
  const odd = { ...presented, signedHeaders: ['constructor', '__proto__', 'host'] };
  expect(isValid(request, odd, 'secret/+=')).toBe(false);
});

test('X-Amz-Date is read and written', () => {
  expect(formatAmzDate(parseAmzDate('20261124T201301Z'))).toBe('20261124T201301Z');
  expect(parseAmzDate('yesterday')).toBeNaN();
});
