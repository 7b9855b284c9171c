/** Pages of other origins, and a host name that was made to lead here, in a real browser: what they reach, and what not. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { MACHINE_ARN, NAME } from '../tutorial/call-center.ts';
import { type ConsoleUnderTest, openConsole, REBOUND_HOST } from './console-server.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00';

async function serveEmptyPage(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>elsewhere</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.skipIf(skips('console'))('in a browser', () => {
  let stranger: Awaited<ReturnType<typeof serveEmptyPage>>;
  let friend: Awaited<ReturnType<typeof serveEmptyPage>>;
  let console: ConsoleUnderTest;
  let sfn: SFNClient;
  let iam: IAMClient;

  beforeAll(async () => {
    stranger = await serveEmptyPage();
    friend = await serveEmptyPage();
    // In development mode a key is no obstacle: all that keeps pages out is that they are pages.
    console = await openConsole({ corsOrigins: [friend.url], iam: 'off' });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: console.url, region: 'us-east-1', credentials };
    sfn = new SFNClient(config);
    iam = new IAMClient(config);
    const definition = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    await sfn.send(new CreateStateMachineCommand({ name: NAME, definition, roleArn }));
  });
  afterAll(async () => {
    await console.close();
    for (const { server } of [stranger, friend]) server.close();
  });

  async function expectNothingStarted(): Promise<void> {
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN }));
    expect(executions).toEqual([]);
    expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  }

  /** Every way in which a page can send a request. */
  const attempts = { url: '', authorization: AUTHORIZATION, stateMachineArn: MACHINE_ARN };
  async function tryEverything({ url, authorization, stateMachineArn }: typeof attempts): Promise<readonly string[]> {
    const form = 'Action=CreateUser&Version=2010-05-08&UserName=evil';
    const link = `${url}/?${form}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20260101/us-east-1/iam/aws4_request&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00`;
    const start = {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': 'AWSStepFunctions.StartExecution',
        authorization,
      },
      body: JSON.stringify({ stateMachineArn }),
    };
    const plain = { method: 'POST', body: start.body, headers: { 'Content-Type': 'text/plain' } };
    const posted = { method: 'POST', body: new URLSearchParams(form) };
    const requests: Promise<Response>[] = [
      fetch(url, start),
      fetch(url, plain),
      fetch(url, { ...plain, mode: 'no-cors' }),
      fetch(url, posted),
      fetch(url, { ...posted, mode: 'no-cors' }),
      fetch(link),
      fetch(link, { mode: 'no-cors' }),
      fetch(`${url}/2015-03-31/functions/f`, { method: 'DELETE', headers: { authorization } }),
      fetch(`${url}/2015-03-31/functions/f/invocations`, { method: 'POST', body: '{}', mode: 'no-cors' }),
      fetch(`${url}/health`),
      fetch(`${url}/console/session`, { method: 'POST', credentials: 'include' }),
    ];
    const outcomes = await Promise.all(
      requests.map((request) =>
        request.then(
          (answer) => `${answer.type} ${answer.status}`,
          () => 'failed',
        ),
      ),
    );
    navigator.sendBeacon(url, new URLSearchParams(form));
    const frame = document.createElement('iframe');
    frame.name = 'target';
    const filled = document.createElement('form');
    Object.assign(filled, { method: 'POST', action: url, target: 'target' });
    for (const [name, value] of new URLSearchParams(form)) {
      filled.append(Object.assign(document.createElement('input'), { name, value }));
    }
    document.body.append(frame, filled);
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    filled.submit();
    const image = Object.assign(new Image(), { src: link });
    const seen = new Promise((resolve) => image.addEventListener('error', resolve));
    await Promise.all([loaded, seen]);
    return outcomes;
  }

  test('a page of another origin reads nothing and starts nothing', async () => {
    const page = await console.open();
    await page.goto(stranger.url);
    const outcomes = await page.evaluate(tryEverything, { ...attempts, url: console.url });
    expect(new Set(outcomes)).toEqual(new Set(['failed', 'opaque 0']));
    await expectNothingStarted();
    await page.context().close();
  });

  test('a host name that was made to lead here reads nothing and starts nothing', async () => {
    const page = await console.open();
    const url = `http://${REBOUND_HOST}:${new URL(console.url).port}`;
    const answer = await page.goto(`${url}/health`);
    expect(answer?.status()).toBe(421);
    const outcomes = await page.evaluate(tryEverything, { ...attempts, url });
    expect(new Set(outcomes)).toEqual(new Set(['basic 421']));
    await expectNothingStarted();
    await page.context().close();
  });

  test('a page of a listed origin uses the APIs and reads their headers, but gets no session of the console', async () => {
    const page = await console.open();
    await page.goto(friend.url);
    const [executions, session] = await page.evaluate(
      async ({ url, authorization, stateMachineArn }) => {
        const headers = {
          'Content-Type': 'application/x-amz-json-1.0',
          'X-Amz-Target': 'AWSStepFunctions.ListExecutions',
          authorization,
        };
        const body = JSON.stringify({ stateMachineArn });
        const listed = await fetch(url, { method: 'POST', headers, body });
        const asked = fetch(`${url}/console/session`, { method: 'POST', credentials: 'include' });
        return [
          { answer: await listed.json(), requestId: listed.headers.get('x-amzn-requestid') },
          await asked.then(
            ({ status }) => status,
            () => 'failed',
          ),
        ] as const;
      },
      { ...attempts, url: console.url },
    );
    expect(executions).toEqual({ answer: { executions: [] }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(session).toBe('failed');
    await page.context().close();
  });
});
