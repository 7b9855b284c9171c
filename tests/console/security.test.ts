/** What keeps others out of the console: its headers, its session endpoints, and the server's refusal of other origins. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';

describe.skipIf(skips('console'))('the console is closed to others', () => {
  let console: ConsoleUnderTest;
  let elsewhere: Server;
  let elsewhereUrl: string;
  beforeAll(async () => {
    console = await openConsole();
    elsewhere = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>elsewhere</title>');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await console.close();
    elsewhere.close();
  });

  const own = (headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { Origin: console.url, 'Sec-Fetch-Site': 'same-origin', ...headers },
  });

  test('every page has a strict policy with a nonce of its own', async () => {
    const policies = await Promise.all(
      ['/console/', '/console/states'].map(async (path) => {
        const answer = await fetch(console.url + path);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
        return answer.headers.get('content-security-policy')!;
      }),
    );
    for (const policy of policies) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
    }
    expect(policies[0]).not.toBe(policies[1]);
  });

  test('files may be kept for ever, and what is not there is not found', async () => {
    const page = await (await fetch(`${console.url}/console/`)).text();
    const script = /src="(\/console\/assets\/[^"]+\.js)"/.exec(page)![1]!;
    const answer = await fetch(console.url + script);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${console.url}/console/assets/../../package.json`)).status).not.toBe(200);
    expect((await fetch(`${console.url}/console/assets/nothing.js`)).status).toBe(404);
  });

  test('credentials take the cookie and the token, from the own origin', async () => {
    const begun = await fetch(`${console.url}/console/session`, own());
    const cookie = begun.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict; Path=\/console\/; Max-Age=43200$/);
    const { token } = (await begun.json()) as { token: string };
    const Cookie = cookie.split(';')[0]!;
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${console.url}/console/session/credentials`, own(headers))).status;

    expect(await ask({ Cookie, 'X-Stepwell-Session-Token': token })).toBe(200);
    expect(await ask({ Cookie })).toBe(403);
    expect(await ask({ 'X-Stepwell-Session-Token': token })).toBe(403);
    expect(await ask({ Cookie, 'X-Stepwell-Session-Token': `${token}x` })).toBe(403);
    expect(await ask({ Cookie: `${Cookie}x`, 'X-Stepwell-Session-Token': token })).toBe(403);
    for (const site of ['same-site', 'cross-site', 'none'])
      expect(await ask({ Cookie, 'X-Stepwell-Session-Token': token, 'Sec-Fetch-Site': site })).toBe(403);
    expect(await ask({ Cookie, 'X-Stepwell-Session-Token': token, Origin: elsewhereUrl })).toBe(403);
  });

  test('the AWS API takes no cookie for a signature', async () => {
    const begun = await fetch(`${console.url}/console/session`, own());
    const headers = {
      Cookie: begun.headers.get('set-cookie')!.split(';')[0]!,
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': 'AWSStepFunctions.ListStateMachines',
    };
    const answer = await fetch(console.url, { ...own(headers), body: '{}' });
    expect(await answer.text()).toContain('MissingAuthenticationToken');
  });

  test('a page of another origin reads nothing, begins no session, and cannot frame the console', async () => {
    const page = await console.open();
    await page.goto(elsewhereUrl);
    const reached = await page.evaluate(async (url) => {
      const attempts = [
        fetch(`${url}/console/session`, { method: 'POST', credentials: 'include' }),
        fetch(`${url}/console/`),
        fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'text/plain' },
          body: '{}',
        }),
      ];
      return (await Promise.allSettled(attempts)).map(({ status }) => status);
    }, console.url);
    expect(reached).toEqual(['rejected', 'rejected', 'rejected']);

    const text = await page.evaluate(async (url) => {
      const frame = document.createElement('iframe');
      frame.src = `${url}/console/`;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      try {
        return frame.contentDocument?.body.textContent ?? 'unreadable';
      } catch {
        return 'unreadable';
      }
    }, console.url);
    expect(text).toBe('unreadable');
  });

  test('a link on another site leads to the console', async () => {
    const page = await console.open();
    await page.goto(elsewhereUrl);
    await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = `${url.replace('127.0.0.1', 'localhost')}/console/states`;
      link.textContent = 'to the console';
      document.body.append(link);
    }, console.url);
    await page.getByText('to the console').click();
    await page.getByRole('heading', { name: 'State machines', level: 1 }).waitFor();
  });

  test('a rebinding host name reaches neither the pages nor the session', async () => {
    const { port } = new URL(console.url);
    const { get } = await import('node:http');
    const status = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { Host: `evil.example.com:${port}` };
        get({ host: '127.0.0.1', port, path, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).on('error', reject);
      });
    expect(await status('/console/')).toBe(421);
    expect(await status('/console/session')).toBe(421);
  });
});
