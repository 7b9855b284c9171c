import { describe, expect, test } from 'vitest';
import { presign } from '../../tests/support/presign.ts';
import { FakeClock } from '../base/clock.ts';
import type { Principal, ServedName } from '../base/service.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import { RequestSigner } from '../protocols/request-signer.ts';
import { canonicalRequest, hmac, scopeText, signingKey, stringToSign } from '../protocols/sigv4.ts';
import { type AuthMode, createAuthenticate } from './authenticate.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 12);
const MINUTE_MS = 60_000;
const user: Principal = { type: 'user', arn: 'arn:aws:iam::123456789012:user/u', account: '123456789012', userId: 'A' };
const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+=' };

const door = (auth: AuthMode) =>
  createAuthenticate({
    auth,
    defaultAccount: '000000000000',
    clock: new FakeClock(NOW_MS),
    credentials: {
      resolve(accessKeyId, token) {
        if (accessKeyId === 'OLD') return { type: 'invalid' };
        if (token === 'old') return { type: 'expired' };
        if (accessKeyId !== KEY.accessKeyId) return { type: 'unknown' };
        return { type: 'issued', secretAccessKey: KEY.secretAccessKey, principal: user };
      },
    },
  });
const strict = door('strict');

const plain = {
  method: 'POST',
  path: '/2015-03-31/functions/a%3Ab/invocations',
  query: 'Qualifier=%24LATEST',
  headers: { host: '127.0.0.1:4566', 'content-type': 'application/json', 'x-amz-target': 'AWSStepFunctions.Echo' },
  body: Buffer.from('{"ü":1}'),
  signal: new AbortController().signal,
};

interface Signing {
  readonly service?: ServedName;
  readonly nowMs?: number;
  readonly key?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

function signed({ service = 'states', nowMs = NOW_MS, key = KEY }: Signing = {}): HttpRequest {
  return { ...plain, headers: new RequestSigner(key).sign(plain, { region: 'eu-west-1', service, nowMs }) };
}

/** A request signed while it was otherwise than it is sent. */
function tampered(changes: Partial<HttpRequest>): HttpRequest {
  const request = signed();
  return { ...request, ...changes, headers: { ...request.headers, ...changes.headers } };
}

const refusal = (failure: string, message: string | RegExp) => ({
  failure,
  message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
});
function expectRefusal(request: HttpRequest, expected: object, service: ServedName = 'states'): void {
  let thrown: unknown;
  try {
    strict(request, service);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject(expected);
}

test('a signed request acts as the principal of its key, in the region it was signed for', () => {
  expect(strict(signed(), 'states')).toEqual({ principal: user, region: 'eu-west-1' });
  expect(door('dev')(signed(), 'states')).toEqual({ principal: user, region: 'eu-west-1' });
});

test('a key that Stepwell did not issue is root in development mode, and nobody in strict mode', () => {
  const request = signed({ key: { accessKeyId: 'test', secretAccessKey: 'test' } });
  expect(door('dev')(request, 'states').principal.arn).toBe('arn:aws:iam::000000000000:root');
  const account = signed({ key: { accessKeyId: '123456789012', secretAccessKey: 'test' } });
  expect(door('dev')(account, 'states').principal.arn).toBe('arn:aws:iam::123456789012:root');
  for (const sent of [request, account]) {
    expectRefusal(sent, refusal('invalid-token', 'The security token included in the request is invalid.'));
  }
});

test('who signs nothing, or not as AWS does, is told so', () => {
  expectRefusal(plain, refusal('missing', 'Missing Authentication Token'));
  expectRefusal(tampered({ headers: { authorization: 'Basic eDp5' } }), refusal('incomplete', "requires 'Credential'"));
  const undated = signed();
  expectRefusal(
    { ...undated, headers: { ...undated.headers, 'x-amz-date': undefined } },
    refusal('incomplete', "existence of either a 'X-Amz-Date' or a 'Date' header."),
  );
});

test('tokens that are over or not ours get nobody in', () => {
  const expired = { ...KEY, sessionToken: 'old' };
  expectRefusal(
    signed({ key: expired }),
    refusal('expired-token', 'The security token included in the request is expired'),
  );
  expectRefusal(signed({ key: { ...KEY, accessKeyId: 'OLD' } }), refusal('invalid-token', 'is invalid'));
});

describe('what was changed on the way is noticed', () => {
  const mismatch = refusal('bad-signature', /^The request signature we calculated does not match/);

  test.each([
    ['method', { method: 'PUT' }],
    ['path', { path: '/2015-03-31/functions/a%3Ac/invocations' }],
    ['encoding of the path', { path: '/2015-03-31/functions/a:b/invocations' }],
    ['query', { query: 'Qualifier=%24LATESS' }],
    ['query, by a parameter more', { query: 'Qualifier=%24LATEST&a=' }],
    ['query, by a parameter less', { query: '' }],
    ['body', { body: Buffer.from('{"ü":2}') }],
    ['body, to nothing', { body: new Uint8Array() }],
    ['host', { headers: { host: '127.0.0.1:4567' } }],
    ['content type', { headers: { 'content-type': 'application/x-amz-json-1.0' } }],
    ['target', { headers: { 'x-amz-target': 'AWSStepFunctions.Delete' } }],
    ['time', { headers: { 'x-amz-date': '20260102T120001Z' } }],
  ])('the %s', (_what, changes: Partial<HttpRequest>) => expectRefusal(tampered(changes), mismatch));

  test.each(['content-type', 'x-amz-target'])('that %s was taken away', (name) => {
    expectRefusal(tampered({ headers: { [name]: undefined } }), mismatch);
  });

  test('the hash that a header claims, or that it claims none', () => {
    for (const claim of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', '00', '']) {
      const headers = { ...plain.headers, 'x-amz-content-sha256': claim };
      const request = { ...plain, headers };
      const scope = { region: 'eu-west-1', service: 'states', nowMs: NOW_MS };
      expectRefusal({ ...request, headers: new RequestSigner(KEY).sign(request, scope) }, mismatch);
    }
  });

  test('the signature itself', () => {
    const { authorization = '' } = signed().headers;
    const other = (text: string) =>
      tampered({ headers: { authorization: authorization.replace(/Signature=.*/, text) } });
    for (const text of ['Signature=00', `Signature=${'0'.repeat(64)}`, 'Signature=zz'])
      expectRefusal(other(text), mismatch);
    const elsewhere = authorization.replace('eu-west-1', 'us-east-1');
    expectRefusal(tampered({ headers: { authorization: elsewhere } }), mismatch);
  });

  test('and the answer says what should have been signed', () => {
    expectRefusal(
      tampered({ query: '' }),
      refusal(
        'bad-signature',
        /should have been\n'POST\n\/2015-03-31\/functions\/a%253Ab\/invocations\n\ncontent-type:application\/json\nhost:127.*\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260102T120000Z\n20260102\/eu-west-1\/states\/aws4_request\n[0-9a-f]{64}'\n$/s,
      ),
    );
  });
});

test('a header of AWS that is not signed is refused', () => {
  expectRefusal(
    tampered({ headers: { 'x-amz-log-type': 'Tail' } }),
    refusal('bad-signature', "'x-amz-log-type' must be a 'SignedHeader' in the AWS Authorization."),
  );
  const { authorization = '' } = signed().headers;
  expectRefusal(
    tampered({ headers: { authorization: authorization.replace('host;', '') } }),
    refusal('bad-signature', "'Host' or ':authority' must be a 'SignedHeader'"),
  );
  expect(
    strict(tampered({ headers: { 'amz-sdk-request': 'attempt=1', 'x-amzn-trace-id': 'x' } }), 'states'),
  ).toBeDefined();
});

test('a signature is for one service and one day', () => {
  expectRefusal(signed({ service: 'lambda' }), refusal('bad-signature', "scoped to correct service: 'states'."));
  const { authorization = '' } = signed().headers;
  const yesterday = authorization.replace('/20260102/', '/20260101/');
  expectRefusal(
    tampered({ headers: { authorization: yesterday } }),
    refusal('bad-signature', "from HTTP: '20260101' != '20260102', from '20260102T120000Z'."),
  );
});

test('the time may stand in a Date header, as HTTP writes it', () => {
  const headers = { host: 'localhost', date: 'Fri, 02 Jan 2026 12:00:00 GMT' };
  const request = { ...plain, headers };
  const scope = { date: '20260102', region: 'eu-west-1', service: 'states' };
  const text = stringToSign({
    canonicalRequest: canonicalRequest(request, ['date', 'host'], scope),
    time: '20260102T120000Z',
    scope,
  });
  const signature = hmac(signingKey(KEY.secretAccessKey, scope), text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/${scopeText(scope)}, SignedHeaders=date;host, Signature=${signature}`;
  expect(strict({ ...request, headers: { ...headers, authorization } }, 'states').principal).toEqual(user);
  const later = { ...headers, authorization, date: 'Fri, 02 Jan 2026 12:00:01 GMT' };
  expectRefusal({ ...request, headers: later }, refusal('bad-signature', 'does not match'));
});

describe('the time of a signature', () => {
  test.each<[ServedName, number]>([
    ['states', 5],
    ['lambda', 5],
    ['logs', 5],
    ['iam', 15],
    ['sts', 15],
  ])('may differ from ours: %s allows %i minutes', (service, minutes) => {
    for (const direction of [-1, 1]) {
      const nowMs = NOW_MS + direction * minutes * MINUTE_MS;
      expect(strict(signed({ service, nowMs }), service).principal).toEqual(user);
    }
    expectRefusal(
      signed({ service, nowMs: NOW_MS - minutes * MINUTE_MS - 1000 }),
      refusal('bad-signature', `(20260102T120000Z - ${minutes} min.)`),
      service,
    );
    expectRefusal(
      signed({ service, nowMs: NOW_MS + minutes * MINUTE_MS + 1000 }),
      refusal('bad-signature', /^Signature not yet current: 20260102T12\d501Z is still later than /),
      service,
    );
  });
});

describe('a presigned request', () => {
  const link = {
    query: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { host: 'localhost', 'x-k8s-aws-id': 'c' },
  };
  const presigned = (options: Partial<Parameters<typeof presign>[1]> = {}, changes: Partial<HttpRequest> = {}) => {
    const query = presign(link, { ...KEY, service: 'sts', nowMs: NOW_MS, expiresSeconds: 60, ...options });
    const request = { method: 'GET', path: '/', query, headers: link.headers, body: new Uint8Array() };
    return { ...request, signal: plain.signal, ...changes };
  };

  test('acts as the principal of its key', () => {
    expect(strict(presigned(), 'sts')).toEqual({ principal: user, region: 'us-east-1' });
    expect(door('dev')(presigned(), 'sts')).toEqual({ principal: user, region: 'us-east-1' });
  });

  test('is good for as long as it says, and at least as long as clocks may differ', () => {
    const anHourAgo = NOW_MS - 60 * MINUTE_MS;
    expect(strict(presigned({ nowMs: NOW_MS - 15 * MINUTE_MS }), 'sts').principal).toEqual(user);
    expect(strict(presigned({ nowMs: anHourAgo, expiresSeconds: 3600 }), 'sts').principal).toEqual(user);
    expectRefusal(
      presigned({ nowMs: anHourAgo, expiresSeconds: 3599 }),
      refusal('bad-signature', 'Signature expired'),
      'sts',
    );
    expectRefusal(presigned({ nowMs: NOW_MS + 60 * MINUTE_MS }), refusal('bad-signature', 'not yet current'), 'sts');
  });

  test('is noticed to be changed', () => {
    const { query } = presigned();
    const mismatch = refusal('bad-signature', /^The request signature we calculated/);
    expectRefusal(presigned({}, { query: query.replace('GetCallerIdentity', 'GetSessionToken') }), mismatch, 'sts');
    expectRefusal(presigned({}, { query: query.replace('X-Amz-Expires=60', 'X-Amz-Expires=600') }), mismatch, 'sts');
    expectRefusal(presigned({}, { headers: { ...link.headers, 'x-k8s-aws-id': 'd' } }), mismatch, 'sts');
    expectRefusal(presigned({}, { headers: { host: 'localhost' } }), mismatch, 'sts');
    expectRefusal(presigned({}, { body: Buffer.from('x') }), mismatch, 'sts');
  });

  test('carries the token of its session', () => {
    expectRefusal(presigned({ sessionToken: 'old' }), refusal('expired-token', 'is expired'), 'sts');
  });

  test('needs a key that Stepwell issued, in development mode too: a page of another site can plant a link', () => {
    expect(() => door('dev')(presigned({ accessKeyId: 'test' }), 'sts')).toThrow('is invalid.');
  });
});
