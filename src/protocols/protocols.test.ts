import { describe, expect, test } from 'vitest';
import { type Operation, RawJson, type RestBinding, type Service, ServiceError } from '../base/service.ts';
import type { StructureShape } from '../base/shape.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import type { HttpRequest } from './http-message.ts';
import { percentEncode } from './percent.ts';
import { restJson } from './rest-json.ts';
import { createRestRouter } from './rest-router.ts';

const shape: StructureShape = {
  type: 'structure',
  members: {
    Name: { type: 'string', required: true },
    Count: { type: 'integer' },
    Ratio: { type: 'double' },
    On: { type: 'boolean' },
    When: { type: 'timestamp' },
    Bytes: { type: 'blob' },
    Any: { type: 'document' },
    Tags: {
      type: 'list',
      member: { type: 'structure', members: { Key: { type: 'string' }, Value: { type: 'string' } } },
    },
    Labels: { type: 'map', key: { type: 'string' }, value: { type: 'string' } },
  },
};

function operation(rest?: RestBinding): Operation {
  return { input: shape, permissions: () => [], run: async () => ({}), ...(rest && { rest }) };
}

function requestOf(body: string | Uint8Array, more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    path: '/',
    query: '',
    headers: {},
    body: Buffer.from(body as string),
    signal: new AbortController().signal,
    ...more,
  };
}

const target = { name: 'Do', operation: operation() };
const exchange = { requestId: 'id', request: requestOf('') };

describe('awsJson', () => {
  const protocol = awsJson('1.0');
  const decode = (body: string) => protocol.decode(target, requestOf(body));

  test('members are decoded by their shape; null and unknown ones are left out', () => {
    const body =
      '{"Name":"n","Count":2,"Ratio":null,"On":true,"When":1.5,"Bytes":"AQI=","Any":[1],"Other":1,"Tags":[{"Key":"k"}],"Labels":{"__proto__":"p"}}';
    expect(decode(body)).toEqual({
      Name: 'n',
      Count: 2,
      On: true,
      When: new Date(1500),
      Bytes: Buffer.from([1, 2]),
      Any: [1],
      Tags: [{ Key: 'k' }],
      Labels: JSON.parse('{"__proto__":"p"}'),
    });
    expect(decode('')).toEqual({});
  });

  test.each([
    ['{"Name"', /^The request body is not JSON: /],
    ['[]', /^START_ARRAY can not be converted to a Structure$/],
    ['{"Name":1}', /^NUMBER_VALUE can not be converted to a String$/],
    ['{"Count":"1"}', /^STRING_VALUE can not be converted to an Integer$/],
    ['{"Tags":{}}', /^START_OBJECT can not be converted to a List$/],
    ['{"Bytes":"?"}', /^The value of a Blob is not valid base64$/],
    ['{"When":1e300}', /^1e\+300 can not be converted to a Timestamp$/],
  ])('%s is a SerializationException', (body, message) => {
    expect(() => decode(body)).toThrow(message);
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: 'SerializationException', status: 400 }));
  });

  test('answers are written with epoch seconds, base64 and stored JSON', () => {
    const output = {
      date: new Date(1_700_000_000_123),
      whole: new Date(1_700_000_000_000),
      raw: new RawJson('[0.0]'),
      bytes: Uint8Array.of(1, 2),
      gone: undefined,
      list: ['a"', null, true, 1.5],
    };
    expect(protocol.encode(target, output, exchange)).toEqual({
      status: 200,
      headers: { 'x-amzn-RequestId': 'id', 'Content-Type': 'application/x-amz-json-1.0' },
      body: '{"date":1700000000.123,"whole":1700000000,"raw":[0.0],"bytes":"AQI=","list":["a\\"",null,true,1.5]}',
    });
    expect(protocol.encode(target, undefined, exchange).body).toBe('{}');
  });

  test('errors carry their type, message and details', () => {
    const error = new ServiceError('ValidationException', 'No.', 400, { reason: 'R' });
    expect(protocol.encodeError(error, exchange).body).toBe(
      '{"__type":"ValidationException","reason":"R","message":"No."}',
    );
  });
});

describe('awsQuery', () => {
  const protocol = awsQuery('https://example.com/doc/');

  test('a form is decoded by the shape', () => {
    const form =
      'Action=Do&Version=v&Name=a+b%2Bc&Count=3&On=true&When=2023-11-14T22:13:20Z&Tags.member.2.Key=second&Tags.member.1.Key=first&Tags.member.1.Value=&Labels.entry.1.key=k&Labels.entry.1.value=v';
    expect(protocol.decode(target, requestOf(form))).toEqual({
      Name: 'a b+c',
      Count: 3,
      On: true,
      When: new Date(1_700_000_000_000),
      Tags: [{ Key: 'first', Value: '' }, { Key: 'second' }],
      Labels: { k: 'v' },
    });
    expect(protocol.decode(target, requestOf('Tags='))).toEqual({ Tags: [] });
  });

  test('a broken percent sign or number is refused', () => {
    expect(() => protocol.decode(target, requestOf('Name=%zz'))).toThrow(
      expect.objectContaining({ code: 'MalformedQueryString' }),
    );
    expect(() => protocol.decode(target, requestOf('Count=many'))).toThrow(
      expect.objectContaining({ code: 'MalformedInput' }),
    );
  });

  test('answers are XML with members, entries and whole seconds', () => {
    const output = {
      Role: { At: new Date(1_700_000_000_999), Text: '<&"\r\u0001', Empty: {}, Gone: undefined, No: false },
      Roles: [{ N: 1 }, { N: 2 }],
      None: [],
      Map: new Map([['k', 1]]),
    };
    expect(protocol.encode(target, output, exchange)).toEqual({
      status: 200,
      headers: { 'x-amzn-RequestId': 'id', 'Content-Type': 'text/xml' },
      body:
        '<DoResponse xmlns="https://example.com/doc/"><DoResult><Role><At>2023-11-14T22:13:20Z</At>' +
        '<Text>&lt;&amp;&quot;&#xD;\ufffd</Text><Empty></Empty><No>false</No></Role>' +
        '<Roles><member><N>1</N></member><member><N>2</N></member></Roles><None></None>' +
        '<Map><entry><key>k</key><value>1</value></entry></Map></DoResult>' +
        '<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>',
    });
    expect(protocol.encode(target, undefined, exchange).body).not.toContain('DoResult');
  });

  test('errors name who is to blame', () => {
    expect(protocol.encodeError(new ServiceError('NoSuchEntity', 'No.', 404), exchange)).toMatchObject({
      status: 404,
      body: '<ErrorResponse xmlns="https://example.com/doc/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>No.</Message></Error><RequestId>id</RequestId></ErrorResponse>',
    });
  });
});

describe('restJson', () => {
  const get = operation({ method: 'GET', path: '/2015/things/{Name}/parts', status: 200, query: { n: 'Count' } });
  const put = operation({ method: 'PUT', path: '/2015/things/{Name}', status: 204, headers: { 'x-on': 'On' } });
  const raw = operation({
    method: 'POST',
    path: '/2015/things/{Name}/raw',
    status: 200,
    statusMember: 'StatusCode',
    payload: 'Bytes',
    responsePayload: 'Payload',
    responseHeaders: { Version: 'X-Version' },
  });
  const list = operation({ method: 'GET', path: '/2015/things', status: 200 });
  const fixed = operation({ method: 'GET', path: '/2015/things/fixed', status: 200 });
  const find = operation({ method: 'GET', path: '/2015/things?find=Thing', status: 200 });
  const operations = { Get: get, Put: put, Raw: raw, List: list, Find: find, Fixed: fixed };
  const service: Service = { name: 'lambda', operations };
  const router = createRestRouter([service]);

  const decode = (request: HttpRequest) => {
    const found = router(request.method, request.path)?.target;
    return found && restJson.decode(found, request);
  };

  test.each([
    ['GET', '/2015/things', 'List'],
    ['GET', '/2015/things/', 'List'],
    ['GET', '/2015/things/fixed', 'Fixed'],
    ['GET', '/2015/things/fixed/parts', 'Get'],
    ['GET', '/2015/things/arn%3Aaws%3Ax/parts/', 'Get'],
    ['POST', '/2015/things', undefined],
    ['GET', '/2015/things//parts', undefined],
    ['GET', '/', undefined],
    ['GET', '', undefined],
    ['OPTIONS', '*', undefined],
    ['GET', '/constructor', undefined],
  ])('%s %s is %s', (method, path, name) => {
    expect(router(method, path)?.target.name).toBe(name);
  });

  test.each([
    ['find=Thing', 'Find'],
    ['Arn=arn%3Aaws&find=Thing', 'Find'],
    ['find=Things', 'List'],
    ['', 'List'],
  ])('with the query "%s" one path leads to %s', (query, name) => {
    expect(router('GET', '/2015/things', query)?.target.name).toBe(name);
  });

  test('labels, query, headers and body make the input', () => {
    const read = requestOf('', { method: 'GET', path: '/2015/things/arn%3Aaws%2Fx/parts', query: 'n=2&other=1' });
    expect(decode(read)).toEqual({ Name: 'arn:aws/x', Count: 2 });
    const write = requestOf('{"Ratio":1.5,"Name":"other"}', {
      method: 'PUT',
      path: '/2015/things/x',
      headers: { 'x-on': 'true' },
    });
    expect(decode(write)).toEqual({ Name: 'x', On: true, Ratio: 1.5 });
    const bytes = requestOf('not json', { path: '/2015/things/x/raw' });
    expect(decode(bytes)).toEqual({ Name: 'x', Bytes: Buffer.from('not json') });
  });

  test.each([
    ['a broken label', { path: '/2015/things/%zz/parts' }],
    ['a broken query', { path: '/2015/things/x/parts', query: 'n=%' }],
    ['text for a number', { path: '/2015/things/x/parts', query: 'n=a' }],
  ])('%s is a SerializationException', (_what, more) => {
    expect(() => decode(requestOf('', { method: 'GET', ...more }))).toThrow(
      expect.objectContaining({ code: 'SerializationException', status: 400 }),
    );
  });

  test('an output may be raw, with headers and a status of its own', () => {
    const rawTarget = { name: 'Raw', operation: raw };
    expect(restJson.encode(rawTarget, { StatusCode: 202, Version: 1, Payload: '{"a":0.0}' }, exchange)).toEqual({
      status: 202,
      headers: { 'x-amzn-RequestId': 'id', 'X-Version': '1', 'Content-Type': 'application/json' },
      body: '{"a":0.0}',
    });
    expect(restJson.encode({ name: 'Put', operation: put }, {}, exchange)).toMatchObject({ status: 204, body: '' });
    expect(restJson.encode({ name: 'List', operation: list }, { a: 1, b: undefined }, exchange).body).toBe('{"a":1}');
  });

  test('errors name their type in a header, and do not say the message twice', () => {
    const plain = new ServiceError('ValidationException', 'No.');
    expect(restJson.encodeError(plain, exchange)).toMatchObject({
      headers: { 'x-amzn-ErrorType': 'ValidationException' },
      body: '{"message":"No."}',
    });
    const own = new ServiceError('ResourceNotFoundException', 'No.', 404, { Type: 'User', Message: 'No.' });
    expect(restJson.encodeError(own, exchange).body).toBe('{"Type":"User","Message":"No."}');
    const throttled = new ServiceError('TooManyRequestsException', 'Slow.', 429, { retryAfterSeconds: '1' });
    expect(restJson.encodeError(throttled, exchange)).toMatchObject({
      headers: { 'Retry-After': '1' },
      body: '{"message":"Slow."}',
    });
  });
});

test('percent encoding is that of RFC 3986, and survives lone surrogates', () => {
  expect(percentEncode("a b*'()!~\ud800")).toBe('a%20b%2A%27%28%29%21~%EF%BF%BD');
});
