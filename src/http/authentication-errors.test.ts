import { describe, expect, test } from 'vitest';
import type { ServedName } from '../base/service.ts';
import {
  AuthenticationError,
  type AuthenticationFailure,
  authenticationServiceError,
} from './authentication-errors.ts';

const CODES: Readonly<Record<AuthenticationFailure, readonly [json: string, query: string]>> = {
  missing: ['MissingAuthenticationTokenException', 'MissingAuthenticationToken'],
  incomplete: ['IncompleteSignatureException', 'IncompleteSignature'],
  'bad-signature': ['InvalidSignatureException', 'SignatureDoesNotMatch'],
  'expired-token': ['ExpiredTokenException', 'ExpiredToken'],
  'invalid-token': ['UnrecognizedClientException', 'InvalidClientTokenId'],
};

describe.each(Object.entries(CODES))('%s', (failure, [json, query]) => {
  test.each<[ServedName, string, number]>([
    ['states', json, 400],
    ['logs', json, 400],
    ['lambda', json, 403],
    ['iam', query, 403],
    ['sts', query, 403],
  ])('is told by %s as %s', (service, code, status) => {
    const error = authenticationServiceError(service, new AuthenticationError(failure as AuthenticationFailure));
    expect(error).toMatchObject({ code, status });
    expect(error.message).not.toBe('');
  });
});
