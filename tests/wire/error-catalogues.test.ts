/**
 * Every code that can go over the wire is one that the service's SDK knows as a class, or stands in the short list of those
 * that the framework in front of AWS's services sends.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as eventsSdk from '@aws-sdk/client-eventbridge';
import * as iamSdk from '@aws-sdk/client-iam';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as statesSdk from '@aws-sdk/client-sfn';
import * as stsSdk from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { accessDenied, frameworkErrors, internalFailure, unknownOperation } from '../../src/api/framework-errors.ts';
import { type ServedName, ServiceError } from '../../src/base/service.ts';
import {
  AuthenticationError,
  type AuthenticationFailure,
  authenticationServiceError,
} from '../../src/http/authentication-errors.ts';
import { errors as eventsErrors } from '../../src/services/events/errors.ts';
import { errors as iamErrors } from '../../src/services/iam/errors.ts';
import * as lambdaErrors from '../../src/services/lambda/errors.ts';
import { errors as logsErrors } from '../../src/services/logs/errors.ts';
import * as statesErrors from '../../src/services/states/errors.ts';
import { errors as stsErrors } from '../../src/services/sts/errors.ts';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** Stepwell's own service is no AWS service, and no SDK knows its errors. */
type AwsService = Exclude<ServedName, 'stepwell'>;

const catalogues: Readonly<Record<AwsService, object>> = {
  states: statesErrors,
  lambda: lambdaErrors,
  logs: logsErrors,
  iam: iamErrors,
  sts: stsErrors,
  events: eventsErrors,
};
const sdks: Readonly<Record<AwsService, object>> = {
  states: statesSdk,
  lambda: lambdaSdk,
  logs: logsSdk,
  iam: iamSdk,
  sts: stsSdk,
  events: eventsSdk,
};
const services = Object.keys(catalogues) as AwsService[];

/** Codes that no model has, and why they are sent all the same. */
const FRAMEWORK_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'the framework of the query services, for a denial',
  AccessDeniedException: 'the framework of the JSON services, for a denial',
  ExpiredToken: 'the signature check of the query services',
  ExpiredTokenException: 'the signature check of the JSON services',
  IncompleteSignature: 'the signature check of the query services',
  IncompleteSignatureException: 'the signature check of the JSON services',
  InternalFailure: 'every service, when it fails',
  InvalidAction: 'the query services, for an operation they do not have',
  InvalidClientTokenId: 'the signature check of the query services',
  InvalidParameterValue: 'STS, for session tags (recorded)',
  InvalidSignatureException: 'the signature check of the JSON services',
  MalformedInput: 'the query services, for a field of another type',
  MalformedQueryString: 'the query services, for a body that is no form',
  MissingAuthenticationToken: 'the signature check of the query services',
  MissingAuthenticationTokenException: 'the signature check of the JSON services',
  ReportExpired: 'IAM: what CredentialReportExpiredException is called on the wire',
  ReportNotPresent: 'IAM: what CredentialReportNotPresentException is called on the wire',
  RequestEntityTooLargeException: 'the front of Lambda, for a request or package that is too large (recorded)',
  SerializationException: 'the JSON services, for a body that is not of the shape',
  ServiceUnavailable: 'every service, when it cannot answer now',
  ThrottlingException: 'Step Functions with --quotas aws',
  SignatureDoesNotMatch: 'the signature check of the query services',
  UnknownOperationException: 'the JSON services, for an operation they do not have',
  UnrecognizedClientException: 'the signature check of the JSON services',
  UnsupportedMediaTypeException: 'the JSON services, for a body that does not say it is JSON',
  ValidationError: 'the framework of the query services, for input that breaks a constraint',
  ValidationException: 'the framework of the JSON services, for input that breaks a constraint',
};

describe('the catalogue of errors', () => {
  test.each(services)('%s: every code is known to the SDK or to the framework', (service) => {
    const unknown = [...codesOf(service)].filter((code) => !isModelled(service, code) && !(code in FRAMEWORK_CODES));
    expect(unknown).toEqual([]);
  });

  test('no code of the protocols and the door is unknown', () => {
    const unknown = literalCodes().filter((code) => !(code in FRAMEWORK_CODES));
    expect(unknown).toEqual([]);
  });

  test('the list of framework codes has none that is not sent', () => {
    const sent = new Set([...services.flatMap((service) => [...codesOf(service)]), ...literalCodes()]);
    expect(Object.keys(FRAMEWORK_CODES).filter((code) => !sent.has(code))).toEqual([]);
  });

  test('a service makes errors in its catalogue alone', () => {
    const elsewhere = filesBelow('services').filter(
      (file) => !file.endsWith('/errors.ts') && /new ServiceError\(/.test(readFileSync(file, 'utf8')),
    );
    expect(elsewhere.map((file) => file.slice(src.length))).toEqual([]);
  });
});

/** All that a service, and the framework in front of it, can answer with. */
function codesOf(service: AwsService): ReadonlySet<string> {
  const failures: readonly AuthenticationFailure[] = [
    'missing',
    'incomplete',
    'bad-signature',
    'expired-token',
    'invalid-token',
  ];
  return new Set([
    ...Object.entries(catalogues[service]).map(([name, make]) => codeFrom(name, make)),
    frameworkErrors[service].validation,
    accessDenied(service, '').code,
    unknownOperation(service, '').code,
    internalFailure(service).code,
    ...failures.map((failure) => authenticationServiceError(service, new AuthenticationError(failure)).code),
  ]);
}

/** Whatever its parameters are, text or a list will do for them. */
function codeFrom(name: string, make: (...args: unknown[]) => unknown): string {
  for (const sample of ['sample', ['sample']]) {
    try {
      const error = make(sample, sample, sample);
      if (error instanceof ServiceError) return error.code;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw new Error(`${name} gives no ServiceError`);
}

/** SDKs name the classes of the query services' errors with an `Exception` that the wire has not. */
function isModelled(service: AwsService, code: string): boolean {
  const names = Object.entries(sdks[service])
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Error)
    .map(([name]) => name);
  return names.includes(code) || names.includes(`${code}Exception`);
}

/** Codes that stand in the code of the layers above the services. */
function literalCodes(): readonly string[] {
  const files = ['api', 'http', 'protocols'].flatMap(filesBelow);
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new ServiceError\(\s*'(\w+)'/g)].map((match) => match[1] as string),
  );
}

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(src + folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name))
    .map((name) => `${src}${folder}/${name}`);
}
