import { expect, test } from 'vitest';
import { addressOf, connectionOf } from './connection.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };
const REGION = 'eu-west-1';

test.each([
  'http://127.0.0.1:4566',
  'http://localhost:4566',
  'http://sync-localhost.localhost:80',
  'http://[::1]:4566',
])('an endpoint on this machine needs no credentials: %s', (endpoint) => {
  const { credentials } = connectionOf({ endpoint, region: REGION }, {});
  expect(credentials).toEqual({ accessKeyId: 'test', secretAccessKey: 'test' });
});

test.each(['aws', 'https://stepwell.example.org', 'http://127.example.org', 'http://10.0.0.1:4566'])(
  'any other endpoint needs credentials: %s',
  (endpoint) => {
    expect(() => connectionOf({ endpoint, region: REGION }, {})).toThrow(/AWS_ACCESS_KEY_ID/);
    expect(() => connectionOf({ endpoint, region: REGION }, KEYS)).not.toThrow();
  },
);

test('the environment has the credentials, temporary ones too', () => {
  const connection = connectionOf({ endpoint: 'aws', region: REGION }, { ...KEYS, AWS_SESSION_TOKEN: 'token' });
  expect(connection.credentials).toEqual({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' });
});

test('one URL serves all services; AWS has a host for each, and IAM only one for all regions', () => {
  const one = connectionOf({ endpoint: 'http://127.0.0.1:4566', region: REGION }, {});
  const aws = connectionOf({ endpoint: 'aws', region: REGION }, KEYS);
  const places = ([connection, service]: [typeof one, 'iam' | 'states' | 'logs']) => {
    const { url, region } = addressOf(connection, service);
    return `${url.host} ${region}`;
  };
  expect(
    (
      [
        [one, 'iam'],
        [one, 'states'],
        [aws, 'iam'],
        [aws, 'states'],
        [aws, 'logs'],
      ] as const
    ).map(([...at]) => places(at)),
  ).toEqual([
    '127.0.0.1:4566 eu-west-1',
    '127.0.0.1:4566 eu-west-1',
    'iam.amazonaws.com us-east-1',
    'states.eu-west-1.amazonaws.com eu-west-1',
    'logs.eu-west-1.amazonaws.com eu-west-1',
  ]);
});
