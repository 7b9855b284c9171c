/** Where the commands send their requests, in which region and as whom. */
import { isIP } from 'node:net';
import type { Credentials } from '../../protocols/request-signer.ts';
import { CommandError } from '../command-error.ts';
import type { ServiceName } from './operations.ts';

/** Instead of a URL: the service at Amazon itself, each under a host name of its own. */
export const AWS = 'aws';

export interface Connection {
  /** A URL that serves all services, or `aws`. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** @throws CommandError when the environment has no credentials and the endpoint is not on this machine */
export function connectionOf(
  { endpoint, region }: { readonly endpoint: string; readonly region: string },
  env: Readonly<Record<string, string | undefined>>,
): Connection {
  return { endpoint, region, credentials: credentialsOf(endpoint, env) };
}

function credentialsOf(endpoint: string, env: Readonly<Record<string, string | undefined>>): Credentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  if (isLocal(endpoint)) return { accessKeyId: 'test', secretAccessKey: 'test' };
  throw new CommandError(`set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to sign requests to ${endpoint}`);
}

function isLocal(endpoint: string): boolean {
  if (endpoint === AWS) return false;
  const { hostname } = new URL(endpoint);
  return (
    /(^|\.)localhost$/.test(hostname) || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}

/** IAM is one service for all regions and takes signatures of its own region only (endpoints page of its API reference). */
const IAM_AT_AWS = { url: new URL('https://iam.amazonaws.com'), region: 'us-east-1' };

/** Where a service answers, and the region to sign for. */
export function addressOf(
  { endpoint, region }: Connection,
  service: ServiceName,
): { readonly url: URL; readonly region: string } {
  if (endpoint !== AWS) return { url: new URL(endpoint), region };
  return service === 'iam' ? IAM_AT_AWS : { url: new URL(`https://${service}.${region}.amazonaws.com`), region };
}
