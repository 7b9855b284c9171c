import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../protocols/http-message.ts';
import { createCors } from './cors.ts';
import { createWebSafety, withoutHostPrefix } from './web-safety.ts';

const check = createWebSafety(['Stepwell.example.com'], createCors([]));
const statusFor = (headers: Readonly<Record<string, string>>): number => {
  const request = { headers } as unknown as HttpRequest;
  return check(request)?.status ?? 200;
};

describe('Host', () => {
  test.each([
    'localhost',
    'LOCALHOST:4566',
    '127.0.0.1:4566',
    '127.1.2.3',
    '[::1]:4566',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]:80',
    'sync-localhost:4566',
    'stream-127.0.0.1:4566',
    'x.lambda-url.us-east-1.localhost:4566',
    'stepwell.example.com:8080',
    'sync-stepwell.example.com',
  ])('%s is answered', (host) => {
    expect(statusFor({ host })).toBe(200);
  });

  test.each([
    '',
    'evil.example.com',
    '127.0.0.1.evil.com',
    'localhost.evil.com',
    'evil-localhost',
    'localhost:80:80',
    'localhost:evil',
    'localhost@evil.com',
    '10.0.0.1',
    '0.0.0.0:4566',
    '[::2]',
    '[::1',
    '[::1]evil',
    'sync-sync-localhost',
    '[not an address]',
  ])('%s is misdirected', (host) => {
    expect(statusFor({ host })).toBe(421);
  });

  test('a request without one is misdirected', () => {
    expect(statusFor({})).toBe(421);
  });

  test('prefixes of SDKs are taken off', () => {
    expect(withoutHostPrefix('sync-127.0.0.1:1')).toBe('127.0.0.1:1');
    expect(withoutHostPrefix('stream-localhost')).toBe('localhost');
    expect(withoutHostPrefix('synchronous')).toBe('synchronous');
  });
});

describe('pages of other sites', () => {
  const host = 'localhost:4566';

  test.each([
    ['https://evil.example.com', 403],
    ['http://localhost:3000', 403],
    ['null', 403],
    ['http://localhost:4566', 200],
    ['http://LOCALHOST:4566', 200],
  ])('the origin %s', (origin, status) => {
    expect(statusFor({ host, origin })).toBe(status);
  });

  test.each([
    ['cross-site', 403],
    ['same-origin', 200],
    ['none', 200],
  ])('Sec-Fetch-Site: %s', (site, status) => {
    expect(statusFor({ host, 'sec-fetch-site': site })).toBe(status);
  });
});
