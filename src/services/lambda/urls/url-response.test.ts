import { describe, expect, test } from 'vitest';
import { BAD_GATEWAY, urlResponse } from './url-response.ts';

describe('the answer of a function URL', () => {
  test.each([
    ['{"a":1.0}', '{"a":1.0}'],
    ['"text"', 'text'],
    ['null', 'null'],
    ['[1]', '[1]'],
  ])('has the result %s as its body', (payload, body) => {
    expect(urlResponse(payload)).toEqual({ status: 200, headers: { 'Content-Type': 'application/json' }, body });
  });

  test('is what a result with a status code says', () => {
    const headers = { 'Content-Type': 'image/gif', 'X-N': 1, Connection: 'close', 'content-length': '999' };
    const result = { statusCode: '404', headers, cookies: ['a=1', 'b=2'], body: 'R0lG', isBase64Encoded: true };
    expect(urlResponse(JSON.stringify(result))).toEqual({
      status: 404,
      headers: { 'content-type': 'image/gif', 'x-n': '1', 'set-cookie': ['a=1', 'b=2'] },
      body: Buffer.from('GIF'),
    });
  });

  test.each([{ statusCode: 200 }, { statusCode: 204, body: null }])('may be without a body: %j', (result) => {
    expect(urlResponse(JSON.stringify(result)).body).toBe('');
  });

  test.each([
    { statusCode: 'no' },
    { statusCode: 100 },
    { statusCode: 1000 },
    { statusCode: 200, headers: { 'no name': 'x' } },
    { statusCode: 200, headers: { a: 'two\nlines' } },
    { statusCode: 200, cookies: ['two\r\nlines'] },
  ])('is an error when it cannot be sent: %j', (result) => {
    expect(urlResponse(JSON.stringify(result))).toEqual(BAD_GATEWAY);
  });
});
