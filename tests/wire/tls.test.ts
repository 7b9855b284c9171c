/** The server over TLS: SDK clients, functions' way back, and a certificate that is renewed while it serves. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import { RequestSigner } from '../../src/protocols/request-signer.ts';
import { FIRST_CERTIFICATE, SECOND_CERTIFICATE } from '../support/certificates.ts';
import { trusting, zipOf } from '../tutorial/call-center.ts';

describe('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-tls-'));
  const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  let server: RunningStepwell;

  function put({ certFile, keyFile }: typeof tls): void {
    copyFileSync(certFile, tls.certFile);
    copyFileSync(keyFile, tls.keyFile);
  }

  beforeAll(async () => {
    put(FIRST_CERTIFICATE);
    server = await startStepwell({ port: 0, auth: 'strict', tls });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const config = () => ({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: server.firstKey!,
    maxAttempts: 1,
    requestHandler: { httpsAgent: new Agent({ ca: FIRST_CERTIFICATE.cert }) },
  });

  /** The common name of who answers. */
  const nameOfServer = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.on('error', reject);
    });

  test('an SDK that trusts the certificate speaks to it as to any other', async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const sfn = new SFNClient(config());
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
    sfn.destroy();
  });

  test('nobody gets an answer in clear', async () => {
    await expect(fetch(server.url.replace('https', 'http'))).rejects.toThrow();
  });

  test('a function reaches the server, under its role, without knowing the certificate', async () => {
    const role = { RoleName: 'worker', AssumeRolePolicyDocument: trusting('lambda.amazonaws.com') };
    const { Role } = await new IAMClient(config()).send(new CreateRoleCommand(role));
    const lambda = new LambdaClient(config());
    const code = `exports.handler = async () => {
      const url = process.env.AWS_ENDPOINT_URL;
      return { url, status: (await fetch(url + '/health')).status, anonymous: (await fetch(url + '/console/')).status };
    };`;
    const FunctionName = 'caller';
    const settings = { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: Role!.Arn! } as const;
    await lambda.send(new CreateFunctionCommand({ ...settings, FunctionName, Code: { ZipFile: zipOf(code) } }));
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    const answer = JSON.parse(Payload!.transformToString());
    expect(answer).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      status: 200,
      anonymous: 403,
    });
    lambda.destroy();
  });

  test("the console's cookie is for TLS alone", async () => {
    const path = '/console/session';
    const { host } = new URL(server.url);
    const headers = new RequestSigner(server.firstKey!).sign(
      { method: 'POST', path, query: '', headers: { host }, body: new Uint8Array() },
      { region: 'us-east-1', service: 'sts', nowMs: Date.now() },
    );
    const own = { origin: server.url, 'sec-fetch-site': 'same-origin' };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method: 'POST', ca: FIRST_CERTIFICATE.cert, headers: { ...headers, ...own } };
      request(server.url + path, options, resolve)
        .on('error', reject)
        .end();
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/; HttpOnly; SameSite=Strict; Path=\/console\/; Secure; Max-Age=43200$/),
    ]);
  });

  test('a renewed certificate is shown to the connections from then on; one that is no good is not', async () => {
    expect(await nameOfServer()).toBe('first.stepwell.test');
    put(SECOND_CERTIFICATE);
    await server.renewCertificate();
    await vi.waitFor(async () => expect(await nameOfServer()).toBe('second.stepwell.test'));
    writeFileSync(tls.certFile, 'hello\n');
    await expect(server.renewCertificate()).rejects.toThrow('is not a certificate');
    expect(await nameOfServer()).toBe('second.stepwell.test');
  });

  test('a server whose certificate is no good does not start, and says why', async () => {
    const started = startStepwell({ port: 0, tls: { ...tls, certFile: join(folder, 'none.pem') } });
    await expect(started).rejects.toThrow('none.pem');
  });
});
