/** Why a request's sender is not known, in the words of each family of services. */
import { type ServedName, ServiceError } from '../base/service.ts';
import type { ExpectedSignature } from '../protocols/presented-signature.ts';

export type AuthenticationFailure = 'missing' | 'incomplete' | 'bad-signature' | 'expired-token' | 'invalid-token';

export class AuthenticationError extends Error {
  readonly failure: AuthenticationFailure;
  /** @param detail Stands in the place of the failure's usual message. */
  constructor(failure: AuthenticationFailure, detail?: string) {
    super(detail ?? messages[failure]);
    this.failure = failure;
  }
}

const messages: Readonly<Record<AuthenticationFailure, string>> = {
  missing: 'Missing Authentication Token',
  incomplete: 'The request signature does not conform to AWS standards.',
  'bad-signature':
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  'expired-token': 'The security token included in the request is expired',
  'invalid-token': 'The security token included in the request is invalid.',
};

const jsonCodes: Readonly<Record<AuthenticationFailure, string>> = {
  missing: 'MissingAuthenticationTokenException',
  incomplete: 'IncompleteSignatureException',
  'bad-signature': 'InvalidSignatureException',
  'expired-token': 'ExpiredTokenException',
  'invalid-token': 'UnrecognizedClientException',
};

const queryCodes: Readonly<Record<AuthenticationFailure, string>> = {
  missing: 'MissingAuthenticationToken',
  incomplete: 'IncompleteSignature',
  'bad-signature': 'SignatureDoesNotMatch',
  'expired-token': 'ExpiredToken',
  'invalid-token': 'InvalidClientTokenId',
};

const answers: Readonly<Record<ServedName, { codes: typeof jsonCodes; status: number }>> = {
  states: { codes: jsonCodes, status: 400 },
  logs: { codes: jsonCodes, status: 400 },
  events: { codes: jsonCodes, status: 400 },
  stepwell: { codes: jsonCodes, status: 400 },
  lambda: { codes: jsonCodes, status: 403 },
  iam: { codes: queryCodes, status: 403 },
  sts: { codes: queryCodes, status: 403 },
};

/** With what should have been signed, so that whoever wrote the signing code sees where it differs. */
export function signatureMismatch({ canonicalRequest, stringToSign }: ExpectedSignature): string {
  return [
    messages['bad-signature'],
    `The Canonical String for this request should have been\n'${canonicalRequest}'`,
    `The String-to-Sign should have been\n'${stringToSign}'\n`,
  ].join('\n\n');
}

export function authenticationServiceError(service: ServedName, error: AuthenticationError): ServiceError {
  const { codes, status } = answers[service];
  return new ServiceError(codes[error.failure], error.message, status);
}
