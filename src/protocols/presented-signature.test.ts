import { expect, test } from 'vitest';
import type { HttpRequest } from './http-message.ts';
import { readSignature } from './presented-signature.ts';

const SCOPE = 'AKIDEXAMPLE/20260101/us-east-1/states/aws4_request';

const requestWith = (headers: Readonly<Record<string, string>>, query = ''): HttpRequest => ({
  method: 'POST',
  path: '/',
  query,
  headers,
  body: new Uint8Array(),
  signal: new AbortController().signal,
});

const presignedWith = (changes: Readonly<Record<string, string | undefined>> = {}) => {
  const parameters: Record<string, string | undefined> = {
    Action: 'GetCallerIdentity',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': SCOPE,
    'X-Amz-Date': '20260101T000000Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    'X-Amz-Signature': 'ab',
    ...changes,
  };
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return requestWith({}, new URLSearchParams(given).toString());
};

test('a request without a signature presents none', () => {
  expect(readSignature(requestWith({}))).toBeUndefined();
  expect(readSignature(requestWith({}, 'X-Amz-Meta=1&Action=ListRoles'))).toBeUndefined();
});

test('the parts of an Authorization header, with or without blanks after its commas', () => {
  for (const comma of [', ', ',']) {
    const authorization = `AWS4-HMAC-SHA256 Credential=${SCOPE}${comma}SignedHeaders=host;x-amz-date${comma}Signature=00`;
    const headers = { authorization, 'x-amz-date': '20260101T000000Z', 'x-amz-security-token': 'token' };
    expect(readSignature(requestWith(headers))).toEqual({
      form: 'header',
      accessKeyId: 'AKIDEXAMPLE',
      scope: { date: '20260101', region: 'us-east-1', service: 'states' },
      signedHeaders: ['host', 'x-amz-date'],
      signature: '00',
      time: '20260101T000000Z',
      sessionToken: 'token',
      expiresSeconds: 0,
    });
  }
});

test.each([
  [{ 'x-amz-date': '20260101T000000Z', date: 'Fri, 02 Jan 2026 00:00:00 GMT' }, '20260101T000000Z'],
  [{ date: 'Fri, 02 Jan 2026 03:04:05 GMT' }, '20260102T030405Z'],
  [{ date: '20260102T030405Z' }, '20260102T030405Z'],
  [{ 'x-amz-date': 'yesterday', date: 'Fri, 02 Jan 2026 03:04:05 GMT' }, undefined],
  [{ date: 'yesterday' }, undefined],
  [{}, undefined],
])('the time of %j is %s', (dates: Readonly<Record<string, string>>, time) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=00`;
  expect(readSignature(requestWith({ authorization, ...dates }))).toMatchObject({ time });
});

test.each([
  ['', "requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header"],
  ['Bearer x', "Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256"],
  ['AWS4-HMAC-SHA256', "Authorization header requires 'Credential' parameter."],
  [`AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host`, "Authorization header requires 'Signature' parameter."],
  [`AWS4-HMAC-SHA256 Credential= ${SCOPE}, Signed`, 'Invalid key=value pair (missing equal-sign)'],
  ['AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=00', 'exactly 5 slash-delimited elements'],
  ['AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host, Signature=00', "got 'a/b/c/d/e/f'"],
])('the Authorization header %j is incomplete', (authorization, message) => {
  const read = readSignature(requestWith({ authorization }));
  expect(read).toEqual({ fault: 'incomplete', message: expect.stringContaining(message) });
  if (authorization.length > 20) expect(JSON.stringify(read)).not.toContain(authorization);
});

test.each([
  [SCOPE.replace('aws4', 'aws5'), "valid terminator: 'aws4_request', not 'aws5_request'."],
  [SCOPE.replace('us-east-1', 'us:east'), "scoped to a valid region, not 'us:east'."],
])('the credential %s can never be right', (credential, message) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00`;
  expect(readSignature(requestWith({ authorization }))).toEqual({
    fault: 'invalid',
    message: expect.stringContaining(message),
  });
});

test('the parts of a presigned query', () => {
  expect(readSignature(presignedWith({ 'X-Amz-Security-Token': 'to/ken+' }))).toEqual({
    form: 'query',
    accessKeyId: 'AKIDEXAMPLE',
    scope: { date: '20260101', region: 'us-east-1', service: 'states' },
    signedHeaders: ['host', 'x-k8s-aws-id'],
    signature: 'ab',
    time: '20260101T000000Z',
    sessionToken: 'to/ken+',
    expiresSeconds: 60,
  });
});

test.each([
  [{ 'X-Amz-Signature': undefined }, "AWS query-string parameters must include 'X-Amz-Signature'. Re-examine"],
  [{ 'X-Amz-Credential': undefined, 'X-Amz-Date': '' }, "include 'X-Amz-Credential'. AWS query-string parameters must"],
  [{ 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' }, "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."],
  [{ 'X-Amz-Expires': '604801' }, 'X-Amz-Expires must be'],
  [{ 'X-Amz-Expires': '-1' }, 'X-Amz-Expires must be'],
])('the presigned query with %j is incomplete', (changes, message) => {
  expect(readSignature(presignedWith(changes))).toEqual({
    fault: 'incomplete',
    message: expect.stringContaining(message),
  });
});
