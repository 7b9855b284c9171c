import { expect, test } from 'vitest';
import { parseRoleDocument } from './role-document.ts';

const parse = (json: object) => parseRoleDocument('r', { file: 'roles/r.json', text: JSON.stringify(json) });
const trusting = (Service: string | readonly string[]) => ({ Statement: [{ Principal: { Service } }] });

test('a role tells which services may assume it, one or several', () => {
  expect(parse({ trustPolicy: trusting('lambda.amazonaws.com') }).trusts).toEqual(new Set(['lambda.amazonaws.com']));
  expect(parse({ trustPolicy: trusting(['a', 'b']) }).trusts).toEqual(new Set(['a', 'b']));
  expect(parse({ trustPolicy: { Statement: { Principal: '*' } } }).trusts).toEqual(new Set());
});

test.each([
  ['an unknown member', { trustPolicy: {}, managedPolicy: 'arn' }, /unknown member "managedPolicy".*managedPolicies/],
  ['no trust policy', {}, /trustPolicy must be/],
  ['one managed policy as text', { trustPolicy: {}, managedPolicies: 'arn' }, /list of ARNs/],
  ['inline policies as a list', { trustPolicy: {}, inlinePolicies: [] }, /by name/],
  ['a description that is no text', { trustPolicy: {}, description: 1 }, /must be text/],
])('%s is refused with the file named', (_, json, message) => {
  expect(() => parse(json)).toThrow(message);
  expect(() => parse(json)).toThrow(/^roles\/r\.json: /);
});
