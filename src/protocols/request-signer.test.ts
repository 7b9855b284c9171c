import { expect, test } from 'vitest';
import type { HttpRequest } from './http-message.ts';
import { hasValidSignature, type PresentedSignature, readSignature } from './presented-signature.ts';
import { RequestSigner } from './request-signer.ts';
import { signingKey } from './sigv4.ts';

const request = {
  method: 'POST',
  path: '/2015-03-31/functions/a%20b/invocations',
  query: 'Qualifier=%24LATEST&a=1',
  headers: { host: '127.0.0.1:4566', 'content-type': 'application/json' },
  body: Buffer.from('{"ü":1}'),
};
const scope = { region: 'eu-west-1', service: 'lambda', nowMs: Date.UTC(2026, 0, 2, 3, 4, 5) };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+=' };

const isValid = (request: HttpRequest, presented: PresentedSignature, secret: string) =>
  hasValidSignature(request, presented, signingKey(secret, presented.scope));

const read = (sent: HttpRequest) => readSignature(sent) as PresentedSignature;

test('a signed request is valid for its secret alone, and only as it was signed', () => {
  const signer = new RequestSigner(credentials);
  for (const day of [scope, { ...scope, nowMs: Date.UTC(2026, 0, 3) }, scope]) {
    const sent = { ...request, headers: signer.sign(request, day), signal: new AbortController().signal };
    const signature = read(sent);
    expect(isValid(sent, signature, 'secret/+=')).toBe(true);
    expect(isValid(sent, signature, 'another')).toBe(false);
    expect(isValid({ ...sent, query: 'a=2' }, signature, 'secret/+=')).toBe(false);
  }
});

test('the scope and the session are part of what is signed', () => {
  const headers = new RequestSigner({ ...credentials, sessionToken: 'token' }).sign(request, scope);
  expect(headers['x-amz-security-token']).toBe('token');
  expect(read({ ...request, headers, signal: new AbortController().signal })).toMatchObject({
    accessKeyId: 'AKIDEXAMPLE',
    scope: { date: '20260102', region: 'eu-west-1', service: 'lambda' },
    sessionToken: 'token',
    signedHeaders: ['content-type', 'host', 'x-amz-date', 'x-amz-security-token'],
  });
});
