import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../protocols/http-message.ts';
import { urlEvent } from './url-event.ts';

const request = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  path: '/some%20path/x',
  query: 'a=1&a=2&b=%C3%A9',
  headers: { host: 'id.lambda-url.us-east-1.localhost:4566', 'user-agent': 'me', cookie: 'c=1; d=2' },
  body: new Uint8Array(),
  sourceIp: '127.0.0.1',
  signal: new AbortController().signal,
  ...changes,
});

const eventOf = (changes: Partial<HttpRequest> = {}) =>
  JSON.parse(
    urlEvent({
      request: request(changes),
      urlId: 'id',
      requestId: 'request',
      nowMs: Date.UTC(2026, 2, 12, 19, 3, 58, 390),
      principal: undefined,
      accessKeyId: undefined,
    }),
  );

describe('the event of a request to a function URL', () => {
  test('is payload format 2.0', () => {
    expect(eventOf()).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/some path/x',
      rawQueryString: 'a=1&a=2&b=%C3%A9',
      cookies: ['c=1', 'd=2'],
      headers: {
        host: 'id.lambda-url.us-east-1.localhost:4566',
        'user-agent': 'me',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '4566',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { a: '1,2', b: 'é' },
      requestContext: {
        accountId: 'anonymous',
        apiId: 'id',
        domainName: 'id.lambda-url.us-east-1.localhost',
        domainPrefix: 'id',
        http: {
          method: 'POST',
          path: '/some path/x',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'me',
        },
        requestId: 'request',
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2026:19:03:58 +0000',
        timeEpoch: 1773342238390,
      },
      isBase64Encoded: false,
    });
  });

  test.each([
    ['application/json', 'é', false],
    ['text/plain; charset=utf-8', 'é', false],
    ['application/x-www-form-urlencoded', 'w6k=', true],
    ['image/png', 'w6k=', true],
    [undefined, 'w6k=', true],
  ])('with the content type %s has the body %s', (type, body, isBase64Encoded) => {
    const headers = { host: 'h', 'content-type': type };
    expect(eventOf({ headers, body: Buffer.from('é') })).toMatchObject({ body, isBase64Encoded });
  });

  test('leaves a path that cannot be decoded as it is', () => {
    expect(eventOf({ path: '/%zz', query: '' })).toMatchObject({ rawPath: '/%zz' });
  });
});
