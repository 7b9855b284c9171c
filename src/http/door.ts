/**
 * All ways in from the network: who gets in, and the listeners. Functions reach the server on the port of everybody, but where
 * that speaks TLS they have one of their own on loopback: they need not know, let alone trust, the certificate.
 */
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Dispatch, Principal, Service } from '../base/service.ts';
import { type AuthMode, createAuthenticate, createRecognizeKey } from './authenticate.ts';
import { type CertificateFiles, readCertificate } from './certificate.ts';
import { consolePaths } from './console.ts';
import type { ConsoleCredentials } from './console-session.ts';
import { openSignIn, type PasswordUsers, strictSignIn } from './console-sign-in.ts';
import type { Credentials } from './credentials.ts';
import type { FunctionUrlAnswers } from './function-urls.ts';
import type { OpenPath } from './gateway.ts';
import { createHttpServer, type HttpServer } from './server.ts';

export interface DoorOptions {
  readonly dispatch: Dispatch;
  readonly services: readonly Service[];
  readonly credentials: Credentials;
  readonly passwordUsers: PasswordUsers;
  readonly auth: AuthMode;
  /** Of keys that name no account, in development mode. */
  readonly account: string;
  /** The region the console begins in. */
  readonly region: string;
  readonly issueCredentials: (principal: Principal) => ConsoleCredentials;
  readonly openPaths: readonly OpenPath[];
  readonly functionUrls: FunctionUrlAnswers;
  /** Not for functions, where they have a listener of their own. */
  readonly outerPaths: readonly OpenPath[];
  readonly allowHosts?: readonly string[] | undefined;
  readonly corsOrigins?: readonly string[] | undefined;
  readonly tls?: CertificateFiles | undefined;
  readonly ready: () => boolean;
  readonly onDefect: (error: unknown) => void;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Addresses {
  readonly port: number;
  /** Under which it is reached from this machine. */
  readonly url: string;
  readonly functionsUrl: string;
}

export interface Door {
  /**
   * Port 0 takes a free one. Rejects with the system's error, such as one with the code `EADDRINUSE`.
   * @throws CertificateError
   */
  listen(port: number, host: string): Promise<Addresses>;
  close(deadline: Promise<void>): Promise<void>;
  /**
   * Reads the certificate's files again, for the connections from now on.
   * @throws CertificateError and goes on with the one there is
   */
  renewCertificate(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

export function createDoor(options: DoorOptions): Door {
  const { credentials, auth, account, region, issueCredentials, allowHosts = [], corsOrigins = [], tls } = options;
  const { dispatch, services, openPaths, outerPaths, functionUrls, ready, onDefect, clock, random } = options;
  const authenticate = createAuthenticate({ credentials, auth, defaultAccount: account, clock });
  const recognizeKey = createRecognizeKey({ credentials, auth });
  const signIn =
    auth === 'strict'
      ? strictSignIn({ authenticate, credentials, users: options.passwordUsers, account })
      : openSignIn(account);
  const shared = { dispatch, services, authenticate, recognizeKey, openPaths, functionUrls, ready, onDefect, random };
  let outer: HttpServer | undefined;
  let inner: HttpServer | undefined;

  return {
    async listen(port, host) {
      const certificate = tls && (await readCertificate(tls));
      outer = createHttpServer({
        ...shared,
        ...(certificate && { certificate }),
        allowedHosts: [host, ...allowHosts],
        corsOrigins,
        openPaths: [...openPaths, ...outerPaths, ...consolePaths({ region, signIn, issueCredentials, clock, random })],
      });
      const listening = await outer.listen(port, host);
      const url = `${certificate ? 'https' : 'http'}://${reachableHost(host)}:${listening.port}`;
      if (certificate === undefined) return { port: listening.port, url, functionsUrl: url };
      inner = createHttpServer(shared);
      const { port: innerPort } = await inner.listen(0, LOOPBACK);
      return { port: listening.port, url, functionsUrl: `http://${LOOPBACK}:${innerPort}` };
    },
    async close(deadline) {
      await Promise.all([outer?.close(deadline), inner?.close(deadline)]);
    },
    async renewCertificate() {
      if (tls !== undefined) outer?.renewCertificate(await readCertificate(tls));
    },
  };
}

/** What names every address of this machine is none to connect to. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return LOOPBACK;
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
