import { expect, test } from 'vitest';
import { InstallationKey } from '../../store/installation-key.ts';
import { TaskTokens } from './task-tokens.ts';

const subject = {
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:Fälle:Ü',
  startMs: 1_767_225_600_000,
  effectId: '3-1',
};

const newTokens = () => new TaskTokens(InstallationKey.generate());

test('a token says which task it belongs to, to every process of the installation', () => {
  const key = InstallationKey.generate();
  const token = new TaskTokens(key).issue(subject);
  const later = new TaskTokens(key);
  expect(later.read(token)).toEqual(subject);
  expect(later.issue(subject)).toBe(token);
});

test('a token is not longer than AWS allows for the longest names there are', () => {
  const name = 'ü'.repeat(80);
  const executionArn = `arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:${name}:${name}`;
  expect(newTokens().issue({ ...subject, executionArn, effectId: '39999-24999' }).length).toBeLessThan(1024);
});

test('what another installation issued, or nobody, is no token', () => {
  const tokens = newTokens();
  const token = tokens.issue(subject);
  expect(newTokens().read(token)).toBeUndefined();
  const changed = Buffer.from(token, 'base64url');
  for (let i = 0; i < changed.length; i++) {
    changed[i] = (changed[i] as number) ^ 1;
    expect(tokens.read(changed.toString('base64url'))).toBeUndefined();
    changed[i] = (changed[i] as number) ^ 1;
  }
  for (const text of ['', 'x', 'NoSuchTaskToken', token.slice(0, 43), '!'.repeat(60)]) {
    expect(tokens.read(text)).toBeUndefined();
  }
});
