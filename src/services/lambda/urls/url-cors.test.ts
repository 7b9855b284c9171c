import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../protocols/http-message.ts';
import { preflight, withCors } from './url-cors.ts';

const request = (method: string, headers: HttpRequest['headers']): HttpRequest => ({
  method,
  path: '/',
  query: '',
  headers,
  body: new Uint8Array(),
  signal: new AbortController().signal,
});
const asking = (origin: string) => request('OPTIONS', { origin, 'access-control-request-method': 'PUT' });
const answer: HttpResponse = { status: 200, headers: { 'access-control-allow-origin': 'own', a: 'b' }, body: '' };
const SITE = 'https://site.example';

describe('a browser that asks first', () => {
  const cors = { AllowOrigins: [SITE], AllowMethods: ['PUT'], AllowHeaders: ['x-a', 'x-b'], MaxAge: 60 };

  test('is told what is allowed', () => {
    expect(preflight(asking(SITE), cors)).toEqual({
      status: 200,
      headers: {
        'Access-Control-Allow-Origin': SITE,
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Allow-Headers': 'x-a,x-b',
        'Access-Control-Max-Age': '60',
        Vary: 'Origin',
      },
      body: '',
    });
  });

  test('is told nothing for a page of another origin', () => {
    expect(preflight(asking('https://other.example'), cors)?.headers).toEqual({});
  });

  test('is answered by the function where there are no settings, and where it does not ask', () => {
    expect(preflight(asking(SITE), undefined)).toBeUndefined();
    expect(preflight(request('OPTIONS', { origin: SITE }), cors)).toBeUndefined();
  });
});

describe('an answer for a page', () => {
  test('can be read by it, whatever the function says', () => {
    const cors = { AllowOrigins: ['*'], ExposeHeaders: ['a'] };
    expect(withCors(request('GET', { origin: SITE }), cors, answer).headers).toEqual({
      a: 'b',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'a',
      Vary: 'Origin',
    });
  });

  test('names the origin where credentials go along', () => {
    const cors = { AllowOrigins: ['*'], AllowCredentials: true };
    expect(withCors(request('GET', { origin: SITE }), cors, answer).headers).toMatchObject({
      'Access-Control-Allow-Origin': SITE,
      'Access-Control-Allow-Credentials': 'true',
    });
  });

  test.each([
    [{ origin: 'https://other.example' }, { AllowOrigins: [SITE] }],
    [{}, { AllowOrigins: [SITE] }],
    [{ origin: SITE }, undefined],
  ])('is the function’s own for %j with the settings %j', (headers, cors) => {
    expect(withCors(request('GET', headers), cors, answer)).toBe(answer);
  });
});
