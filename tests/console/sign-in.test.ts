/** The console in strict mode: nobody sees anything before signing in, and nobody who signed out afterwards. */
import {
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RequestSigner } from '../../src/protocols/request-signer.ts';
import { skips } from '../optional-parts.ts';
import { findings } from './axe.ts';
import { type ConsoleUnderTest, openConsole } from './console-server.ts';

describe.skipIf(skips('console'))('signing in', () => {
  let console: ConsoleUnderTest;
  let key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  beforeAll(async () => {
    console = await openConsole({ auth: 'strict' });
    key = console.firstKey!;
  });
  afterAll(() => console.close());

  async function signIn(page: Page, { accessKeyId, secretAccessKey } = key): Promise<void> {
    await page.getByRole('tab', { name: 'Access key' }).click();
    await page.getByLabel('Access key ID').fill(accessKeyId);
    await page.getByLabel('Secret access key').fill(secretAccessKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  const signInPage = (page: Page) => page.getByRole('heading', { name: 'Sign in to Stepwell' }).waitFor();
  const machines = (page: Page) => page.getByRole('heading', { name: 'State machines', level: 1 }).waitFor();

  /** The answer to what the page would send from the console, with these headers. */
  async function ask(path: string, headers: Readonly<Record<string, string | undefined>>, method = 'POST') {
    const own = { origin: console.url, 'sec-fetch-site': 'same-origin', ...headers };
    const given = Object.entries(own).filter((header): header is [string, string] => header[1] !== undefined);
    return fetch(console.url + path, { method, headers: Object.fromEntries(given) });
  }
  const signed = (credentials: ConstructorParameters<typeof RequestSigner>[0], service = 'sts') => {
    const { host: _host, ...headers } = new RequestSigner(credentials).sign(
      {
        method: 'POST',
        path: '/console/session',
        query: '',
        headers: { host: new URL(console.url).host },
        body: new Uint8Array(),
      },
      { region: 'us-east-1', service, nowMs: Date.now() },
    );
    return headers;
  };
  const askWithPassword = (form: object) =>
    fetch(`${console.url}/console/session`, {
      method: 'POST',
      headers: { origin: console.url, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: JSON.stringify(form),
    });
  async function session() {
    const begun = await ask('/console/session', signed(key));
    const { token } = (await begun.json()) as { token: string };
    const cookie = begun.headers.get('set-cookie')!.split(';')[0]!;
    return { cookie, 'x-stepwell-session-token': token };
  }

  test('a page asks who one is, says what is wrong, and goes on where one wanted to go', async () => {
    const page = await console.open();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(JSON.stringify(request.headers()) + (request.postData() ?? '')));
    await page.goto('/console/states');
    await signInPage(page);
    expect(await findings(page)).toEqual([]);
    await signIn(page, { ...key, secretAccessKey: 'wrong' });
    await page.getByText('The request signature we calculated does not match').waitFor();
    await signIn(page, { accessKeyId: 'test', secretAccessKey: 'test' });
    await page.getByText('The security token included in the request is invalid.').waitFor();
    await signIn(page);
    await machines(page);
    expect(sent.join()).not.toContain(key.secretAccessKey);
    await page.context().close();
  });

  test('a user signs in with a password, after changing it where that is asked for', async () => {
    const iam = new IAMClient({ endpoint: console.url, region: 'us-east-1', credentials: key });
    const UserName = 'reader';
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const Password = 'first-Passw0rd';
    await iam.send(new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true }));
    const page = await console.open();
    const enter = async (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
    const go = () => page.getByRole('button', { name: 'Sign in' }).click();
    await page.goto('/console/states');
    await enter('User name', UserName);
    await enter('Password', 'wrong');
    await go();
    await page.getByText('User name or password is wrong.').waitFor();
    await enter('Password', Password);
    await go();
    await page.getByText('The password has to be changed first.').waitFor();
    await enter('New password', 'second-Passw0rd');
    await go();
    await machines(page);
    await page.reload();
    await machines(page);
    const begin = (password: string) => askWithPassword({ userName: UserName, password });
    expect((await begin(Password)).status).toBe(401);
    expect((await begin('second-Passw0rd')).status).toBe(200);
    expect((await askWithPassword({ userName: 'nobody', password: Password })).status).toBe(401);
    await iam.send(new DeleteLoginProfileCommand({ UserName }));
    await page.reload();
    await signInPage(page);
    await page.context().close();
  });

  test('passwords are checked one at a time, and those who are too many are sent away', async () => {
    const attempts = Array.from({ length: 40 }, () => askWithPassword({ userName: 'nobody', password: 'x' }));
    const answers = await Promise.all(attempts.map(async (attempt) => (await attempt).json()));
    const refusals = new Set(answers.map((answer) => (answer as { refusal: string }).refusal));
    expect(refusals).toEqual(new Set(['wrong', 'busy']));
  });

  test('one is signed in in every tab, until one signs out', async () => {
    const page = await console.open();
    await page.goto('/console/states');
    await signIn(page);
    await machines(page);
    await page.reload();
    await machines(page);
    const other = await page.context().newPage();
    await other.goto('/console/states');
    await machines(other);
    await page.getByRole('button', { name: /^Account 000000000000/ }).click();
    await page.getByText('Signed in as administrator').locator('visible=true').first().waitFor();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await signInPage(page);
    await other.reload();
    await signInPage(other);
    await page.context().close();
  });

  test('a session takes a signature of its own, by a key of a user', async () => {
    expect((await ask('/console/session', {})).status).toBe(401);
    expect((await ask('/console/session', signed(key, 'iam'))).status).toBe(401);
    expect((await ask('/console/session', signed({ ...key, secretAccessKey: 'wrong' }))).status).toBe(401);
    const sts = new STSClient({ endpoint: console.url, region: 'us-east-1', credentials: key });
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
    const temporary = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    expect((await ask('/console/session', signed(temporary))).status).toBe(401);
    const other = { ...signed(key), origin: 'http://localhost:1' };
    expect((await ask('/console/session', other)).status).toBe(403);
  });

  test('the cookie alone, as another port of this host might get it, is worth nothing', async () => {
    const headers = await session();
    expect((await ask('/console/session/credentials', headers)).status).toBe(200);
    expect((await ask('/console/session', headers)).status).toBe(200);
    const bare = { cookie: headers.cookie };
    expect((await ask('/console/session/credentials', bare)).status).toBe(403);
    expect((await ask('/console/session', bare)).status).toBe(401);
  });

  test('a session that was signed out of is over, whoever kept its cookie and token', async () => {
    const headers = await session();
    const others = await session();
    expect((await ask('/console/session', headers, 'DELETE')).status).toBe(200);
    expect((await ask('/console/session/credentials', headers)).status).toBe(403);
    expect((await ask('/console/session', headers)).status).toBe(401);
    expect((await ask('/console/session/credentials', others)).status).toBe(200);
  });

  test('a session ends with its key', async () => {
    const headers = await session();
    const iam = new IAMClient({ endpoint: console.url, region: 'us-east-1', credentials: key });
    await iam.send(new DeleteAccessKeyCommand({ AccessKeyId: key.accessKeyId }));
    expect((await ask('/console/session/credentials', headers)).status).toBe(403);
    expect((await ask('/console/session', headers)).status).toBe(401);
  });
});
