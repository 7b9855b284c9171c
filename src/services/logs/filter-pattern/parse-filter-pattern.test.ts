import { describe, expect, test } from 'vitest';
import { compileLogFilter } from '../../../store/log-filter.ts';
import { parseFilterPattern } from './parse-filter-pattern.ts';

function matches(pattern: string, message: string): boolean {
  const filter = parseFilterPattern(pattern);
  return filter === undefined || compileLogFilter(filter)(message);
}

describe('terms', () => {
  test.each([
    ['', 'anything', true],
    ['  ', 'anything', true],
    ['ERROR', '[ERROR 400] BAD REQUEST', true],
    ['ERROR', 'Exiting with ERRORCODE: -1', true],
    ['error', 'ERROR', false],
    ['ERROR ARGUMENTS', '[ERROR] UNKNOWN ARGUMENTS', true],
    ['ERROR ARGUMENTS', '[ERROR] UNKNOWN', false],
    ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
    ['"SERVER INTERNAL"', '[ERROR 500] INTERNAL SERVER ERROR', false],
    ['"say \\"hi\\""', 'they say "hi"', true],
    ['?ERROR ?WARN', 'WARN message', true],
    ['?ERROR ?WARN', 'INFO message', false],
    ['?"a b" ?c', 'a b', true],
    ['ERROR -WARN', 'ERROR message', true],
    ['ERROR -WARN', 'ERROR WARN message', false],
    ['-"a b"', 'a b', false],
    ['-ERROR', 'fine', true],
    ['?ERROR ?WARN -skip', 'WARN skip', false],
    ['?ERROR ?WARN -skip', 'WARN', true],
    ['RequestId: 12-3', 'START RequestId: 12-3 Version: $LATEST\n', true],
    ['%AUTHORIZED%', 'UNAUTHORIZED', true],
    ['%^\\d{3}$%', '404\n', true],
    ['%^\\d{3}$%', '4044', false],
  ])('%s on "%s": %s', (pattern, message, expected) => expect(matches(pattern, message)).toBe(expected));
});

describe('JSON patterns', () => {
  const message = JSON.stringify({
    eventType: 'UpdateTrail',
    sourceIPAddress: '111.111.111.111',
    arrayKey: ['value', 'another value'],
    objectList: [
      { name: 'a', id: 1 },
      { name: 'b', id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    latency: 12.5,
    code: '404',
    'with.dot': { 'a b': 1 },
    user: { id: 1, email: 'John.Stiles@example.com' },
  });
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{ $.eventType = UpdateTrail }', true],
    ['{$.eventType=Update*}', true],
    ['{ $.eventType = *Trail }', true],
    ['{ $.eventType = "*date*" }', true],
    ['{ $.eventType = Update }', false],
    ['{ $.eventType = Up*Trail }', false],
    ['{ $.eventType != "UpdateTrail" }', false],
    ['{ $.sourceIPAddress != 123.123.* }', true],
    ['{ $.sourceIPAddress = 111.111.* }', true],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.arrayKey[1] = "value" }', false],
    ['{ $.arrayKey = "value" }', false],
    ['{ $.arrayKey != "value" }', false],
    ['{ $.objectList[1].id = 2 }', true],
    ['{ $.objectList[*].id = 2 }', true],
    ['{ $.objectList[*].id = 3 }', false],
    ['{ $.user.* = 1 }', true],
    ['{ $.SomeObject IS NULL }', true],
    ['{ $.eventType IS NULL }', false],
    ['{ $.SomeOtherObject NOT EXISTS }', true],
    ['{ $.SomeObject NOT EXISTS }', false],
    ['{ $.user.id EXISTS }', true],
    ['{ $.ThisFlag IS TRUE }', true],
    ['{ $.ThisFlag is false }', false],
    ['{ $.latency >= 12.5 }', true],
    ['{ $.latency > 1.25e1 }', false],
    ['{ $.latency < +1000 }', true],
    ['{ $.latency = 12.50 }', true],
    ['{ $.latency = * }', true],
    ['{ $.missing = * }', false],
    ['{ $.missing != 1 }', false],
    ['{ $.code = 404 }', true],
    ['{ $.code = 4* }', true],
    ['{ $.eventType > 1 }', false],
    ["{ $['with.dot'].['a b'] = 1 }", true],
    ['{ $.eventType = %^Update[A-Z]% }', true],
    ['{ $.eventType != %^Update[A-Z]% }', false],
    ['{ ($.user.id = 1) && ($.objectList[0].name = "a") }', true],
    ['{ ($.user.id = 2 && $.code = "x") || $.arrayKey[1] = "value" }', false],
    ['{ $.user.id = 1 || $.code = x && $.latency = 0 }', true],
    ['{ ($.user.id = 1 || $.code = x) && $.latency = 0 }', false],
  ])('%s: %s', (pattern, expected) => expect(matches(pattern, message)).toBe(expected));

  test('match no message that is not JSON', () => {
    expect(matches('{ $.a NOT EXISTS }', 'plain')).toBe(false);
    expect(matches('{ $.a NOT EXISTS }', '{ broken')).toBe(false);
    expect(matches('{ $.a = 1 }', ' {"a": 1}\n')).toBe(true);
  });
});

describe('field patterns', () => {
  const access = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 404 1534';
  const report = 'REPORT RequestId: 1-2\tDuration: 2.34 ms\tBilled Duration: 3 ms\t\n';
  test.each([
    ['[ip, user, username, timestamp, request, status_code, bytes]', access, true],
    ['[ip, user, username, timestamp, request, status_code]', access, false],
    ['[ip, user, username, timestamp, request = *html*, status_code, bytes]', access, false],
    ['[ip, user, username, timestamp, request = *.gif*, status_code = 4*, bytes]', access, true],
    ['[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes > 1000]', access, true],
    ['[ip, user, username, timestamp, request, status_code = 4* && status_code != 404, bytes]', access, false],
    ['[..., status_code = 404, bytes]', access, true],
    ['[ip, ..., bytes < 1000]', access, false],
    ['[ip != 10.*, ...]', access, true],
    ['[ip, user, username, timestamp = %13:25%, ...]', access, true],
    ['[r=REPORT,...]', report, true],
    ['[r="REPORT", ..., value = 2.34, unit]', report, false],
    ['[r="REPORT", label, id, d, value >= 2.34, ...]', report, true],
    ['[w1=ERROR, w2]', 'ERROR message', true],
    ['[w1=ERROR, w2]', 'ERROR WARN message', false],
    ['[w1=ERROR || w1=WARN, w2]', 'WARN message', true],
    ['[w1=!ERROR&&w1=!WARN, w2]', 'INFO message', true],
    ['[w1=!ERROR&&w1=!WARN, w2]', 'WARN message', false],
  ])('%s on %s: %s', (pattern, message, expected) => expect(matches(pattern, message)).toBe(expected));
});

test.each([
  '{ $.a = 1',
  '{ $.a }',
  '{ a = 1 }',
  '{ $.a = }',
  '{ $ = 1 }',
  '{ $.a > x }',
  '{ $.a = 1 } b',
  '[a, b',
  '[a = , b]',
  '[..., a, ...]',
  '"open',
  '%open',
  '%(a)%',
  '%a!%',
  '-',
])('%s is refused', (pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow(
    expect.objectContaining({
      code: 'InvalidParameterException',
      message: expect.stringMatching(/^Invalid filter pattern: /),
    }),
  );
});
