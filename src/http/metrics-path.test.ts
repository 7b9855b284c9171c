import { expect, test } from 'vitest';
import type { HttpRequest } from '../protocols/http-message.ts';
import { type MetricsPathOptions, metricsPath } from './metrics-path.ts';

const metrics = { contentType: 'text/plain; version=0.0.4; charset=utf-8', render: () => 'counted 1\n' };

async function ask(options: Omit<MetricsPathOptions, 'metrics'>, authorization?: string, changes: object = {}) {
  const request = { method: 'GET', path: '/metrics', headers: { authorization }, ...changes } as unknown as HttpRequest;
  return metricsPath({ metrics, ...options })(request);
}

test('in development mode metrics are open, unless a token was given', async () => {
  expect(await ask({ auth: 'dev' })).toMatchObject({ status: 200, body: 'counted 1\n' });
  expect(await ask({ auth: 'dev', token: 's3cret' })).toMatchObject({ status: 401 });
});

test('in strict mode metrics take the token, and are closed without one', async () => {
  expect(await ask({ auth: 'strict' })).toMatchObject({
    status: 403,
    body: expect.stringContaining('--metrics-token'),
  });
  const strict = { auth: 'strict', token: 's3cret' } as const;
  expect(await ask(strict, 'Bearer s3cret')).toMatchObject({ status: 200 });
  for (const authorization of [undefined, '', 'Bearer ', 'Bearer s3cre', 'Bearer s3crets', 'Basic s3cret', 's3cret']) {
    const answer = await ask(strict, authorization);
    expect(answer).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    expect(answer?.body).not.toContain('counted');
  }
});

test('metrics are read, and nothing else', async () => {
  expect(await ask({ auth: 'dev' }, undefined, { method: 'POST' })).toMatchObject({ status: 405 });
  expect(await ask({ auth: 'dev' }, undefined, { path: '/metrics/x' })).toBeUndefined();
});
