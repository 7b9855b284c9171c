import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { HttpRequest } from './http-message.ts';
import { formatAmzDate, hasValidSignature, parseAmzDate, parseAuthorization } from './sigv4.ts';

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

test.each(Object.keys(requests))('the signature of an SDK request is valid for its secret alone: %s', async (name) => {
  const request = (await requests[name]?.()) as HttpRequest;
  const authorization = parseAuthorization(request.headers['authorization'] ?? '');
  expect(authorization).toMatchObject({ accessKeyId: 'AKIDEXAMPLE', region: 'eu-west-1' });
  if (authorization === undefined) return;
  expect(hasValidSignature(request, authorization, 'secret/+=')).toBe(true);
  expect(hasValidSignature(request, authorization, 'secret')).toBe(false);
  expect(hasValidSignature({ ...request, body: Buffer.from('other') }, authorization, 'secret/+=')).toBe(false);
  expect(hasValidSignature({ ...request, path: `${request.path}x` }, authorization, 'secret/+=')).toBe(false);
  const shortened = { ...authorization, signature: 'zz' };
  expect(hasValidSignature(request, shortened, 'secret/+=')).toBe(false);
  const odd = { ...authorization, signedHeaders: ['constructor', '__proto__', 'host'] };
  expect(hasValidSignature(request, odd, 'secret/+=')).toBe(false);
});

test.each([
  '',
  'Bearer x',
  'AWS4-HMAC-SHA256',
  'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request',
  'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/states/aws5_request, SignedHeaders=host, Signature=00',
  'AWS4-HMAC-SHA256 Credential=a/20260101/us:east/states/aws4_request, SignedHeaders=host, Signature=00',
])('an Authorization header of another form is none: %s', (header) => {
  expect(parseAuthorization(header)).toBeUndefined();
});

test('an Authorization header may lack the blanks after its commas', () => {
  const header =
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request,SignedHeaders=host;x-amz-date,Signature=00';
  expect(parseAuthorization(header)).toEqual({
    accessKeyId: 'test',
    date: '20260101',
    region: 'us-east-1',
    service: 'states',
    signedHeaders: ['host', 'x-amz-date'],
    signature: '00',
  });
});

test('X-Amz-Date is read and written', () => {
  expect(formatAmzDate(parseAmzDate('20261124T201301Z'))).toBe('20261124T201301Z');
  expect(parseAmzDate('yesterday')).toBeNaN();
});
