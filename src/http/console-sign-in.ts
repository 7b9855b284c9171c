/** Who may sign in to the console, and how: in development mode anybody, in strict mode with what proves who one is. */
import { type Principal, rootOf } from '../base/service.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import { type PresentedSignature, readSignature } from '../protocols/presented-signature.ts';
import type { Authenticate } from './authenticate.ts';
import { AuthenticationError } from './authentication-errors.ts';
import type { Credentials } from './credentials.ts';

/** What the sign-in page offers. */
export type SignInWay = 'access-key';

export interface SignIn {
  readonly ways: readonly SignInWay[];
  /**
   * Who asks for a session. The subject is what a session remembers of that.
   * @throws AuthenticationError
   */
  authenticate(request: HttpRequest): Promise<{ readonly subject: string; readonly principal: Principal }>;
  /** Undefined when the subject may no longer sign in: the key was deleted, say. */
  principalOf(subject: string): Principal | undefined;
}

/** In development mode whoever reaches the page gets in without being asked, as root. */
export function openSignIn(account: string): SignIn {
  const principal = rootOf(account);
  return { ways: [], authenticate: async () => ({ subject: 'root', principal }), principalOf: () => principal };
}

/** The page signs its request for a session with the user's key, so that the secret does not leave the browser. */
export function strictSignIn(authenticate: Authenticate, credentials: Credentials): SignIn {
  function principalOf(accessKeyId: string): Principal | undefined {
    const key = credentials.resolve(accessKeyId, undefined);
    return key.type === 'issued' ? key.principal : undefined;
  }
  return {
    ways: ['access-key'],
    async authenticate(request) {
      const { principal } = authenticate(request, 'sts');
      const { accessKeyId } = readSignature(request) as PresentedSignature;
      // Temporary credentials could not be looked up again, and would soon be over.
      if (principalOf(accessKeyId) === undefined) throw new AuthenticationError('invalid-token');
      return { subject: accessKeyId, principal };
    },
    principalOf,
  };
}
