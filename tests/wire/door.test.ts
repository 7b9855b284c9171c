/** What a real server lets in: signed requests of its own addresses, and nothing that a web page could send. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const authorization = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

/** One request per service, without Authorization. */
const requests: Readonly<Record<string, Sent>> = {
  states: {
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines', 'content-type': 'application/x-amz-json-1.0' },
    body: '{}',
  },
  logs: {
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'Logs_20140328.DescribeLogGroups', 'content-type': 'application/x-amz-json-1.1' },
    body: '{}',
  },
  lambda: { method: 'GET', path: '/2015-03-31/functions', headers: {} },
  iam: {
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=ListRoles&Version=2010-05-08',
  },
  sts: {
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  },
};
const services = Object.keys(requests);

describe('the door', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer(['--memory']);
  });
  afterAll(() => server.stop());

  function send(service: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { method, path, headers: own, body = '' } = requests[service] as Sent;
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, server.url), { method, headers: { ...own, ...headers } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const sendSigned = (service: string, headers: Readonly<Record<string, string>> = {}) =>
    send(service, { authorization: authorization(service), ...headers });

  test.each(services)('%s answers who signs', async (service) => {
    expect((await sendSigned(service)).status).toBe(200);
  });

  test.each([
    ['states', 400, 'MissingAuthenticationTokenException'],
    ['logs', 400, 'MissingAuthenticationTokenException'],
    ['lambda', 403, 'MissingAuthenticationTokenException'],
    ['iam', 403, 'MissingAuthenticationToken'],
    ['sts', 403, 'MissingAuthenticationToken'],
  ])('%s refuses a request without Authorization', async (service, status, code) => {
    const answer = await send(service);
    expect(answer.status).toBe(status);
    expect(answer.body + answer.headers['x-amzn-errortype']).toMatch(new RegExp(`\\b${code}\\b`));
  });

  test.each(services)('%s refuses a foreign Host, signed or not', async (service) => {
    for (const host of ['evil.example.com', '10.0.0.1:4566', 'localhost.evil.com']) {
      expect((await sendSigned(service, { host })).status).toBe(421);
      expect((await send(service, { host })).status).toBe(421);
    }
  });

  test.each(services)('%s refuses pages of other origins, signed or not', async (service) => {
    const foreign = [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { origin: 'http://localhost:1' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      expect((await sendSigned(service, headers)).status).toBe(403);
      const { status, headers: answered } = await send(service, headers);
      expect([status, answered['access-control-allow-origin']]).toEqual([403, undefined]);
    }
  });

  test.each(services)('%s answers its own origin, and hosts with the prefixes of SDKs', async (service) => {
    const { host, port } = new URL(server.url);
    expect((await sendSigned(service, { origin: server.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    for (const own of [`sync-${host}`, `stream-${host}`, `localhost:${port}`, `any.localhost:${port}`]) {
      expect((await sendSigned(service, { host: own })).status).toBe(200);
    }
  });

  test.each(['states', 'logs', 'iam', 'sts'])(
    '%s does not read what a page may post without asking',
    async (service) => {
      for (const type of ['text/plain', 'multipart/form-data; boundary=x']) {
        expect((await sendSigned(service, { 'content-type': type })).status).toBeGreaterThanOrEqual(400);
      }
    },
  );
});
