/** Who may sign in to the console, and how: in development mode anybody, in strict mode with what proves who one is. */
import { type Principal, rootOf } from '../base/service.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import { type PresentedSignature, readSignature } from '../protocols/presented-signature.ts';
import type { Authenticate } from './authenticate.ts';
import { AuthenticationError } from './authentication-errors.ts';
import type { Credentials } from './credentials.ts';

export interface SignedIn {
  /** What a session remembers of who it is for. */
  readonly subject: string;
  readonly principal: Principal;
}

export interface SignIn {
  /**
   * Who asks for a session.
   * @throws SignInRefused, AuthenticationError
   */
  authenticate(request: HttpRequest): Promise<SignedIn>;
  /** Undefined when the subject may no longer sign in: the key was deleted, say. */
  principalOf(subject: string): Principal | undefined;
}

export type SignInRefusal = 'wrong' | 'must-change' | 'expired' | 'bad-password' | 'busy';

const MESSAGES: Readonly<Record<SignInRefusal, string>> = {
  wrong: 'User name or password is wrong.',
  'must-change': 'The password has to be changed first.',
  expired: 'The password has expired. Ask an administrator for a new one.',
  'bad-password': 'The new password is not accepted.',
  busy: 'Too many are signing in. Try again in a moment.',
};

export class SignInRefused extends Error {
  readonly refusal: SignInRefusal;

  constructor(refusal: SignInRefusal, detail?: string) {
    super(detail ?? MESSAGES[refusal]);
    this.refusal = refusal;
  }
}

/** In development mode whoever reaches the page gets in without being asked, as root. */
export function openSignIn(account: string): SignIn {
  const principal = rootOf(account);
  return { authenticate: async () => ({ subject: 'root', principal }), principalOf: () => principal };
}

/** The port to the users who have a password. */
export interface PasswordUsers {
  signIn(request: { account: string; userName: string; password: string }): Promise<PasswordAnswer>;
  /** Undefined when the user is gone, or has no password any more. */
  signedInUser(userId: string): Principal | undefined;
  /** @throws Error that says what is wrong with the new password */
  changePassword(principal: Principal, change: { OldPassword: string; NewPassword: string }): Promise<void>;
}

export type PasswordAnswer =
  | { readonly type: 'accepted'; readonly principal: Principal }
  | { readonly type: 'must-change'; readonly principal: Principal }
  | { readonly type: 'expired' }
  | { readonly type: 'refused' };

export interface StrictSignInOptions {
  readonly authenticate: Authenticate;
  readonly credentials: Credentials;
  readonly users: PasswordUsers;
  /** Whose users sign in with a name alone. */
  readonly account: string;
}

/** As many may wait for their password to be checked: a check is made slow on purpose, and is made one at a time. */
const WAITING_MAX = 20;
const BY_PASSWORD = 'password ';

/**
 * With an access key the page signs its request for a session, so that the secret does not leave the browser; a password is
 * sent, and checked.
 */
export function strictSignIn({ authenticate, credentials, users, account }: StrictSignInOptions): SignIn {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  function principalOf(subject: string): Principal | undefined {
    if (subject.startsWith(BY_PASSWORD)) return users.signedInUser(subject.slice(BY_PASSWORD.length));
    const key = credentials.resolve(subject, undefined);
    return key.type === 'issued' ? key.principal : undefined;
  }

  function byKey(request: HttpRequest): SignedIn {
    const { principal } = authenticate(request, 'sts');
    const { accessKeyId } = readSignature(request) as PresentedSignature;
    // Temporary credentials could not be looked up again, and would soon be over.
    if (principalOf(accessKeyId) === undefined) throw new AuthenticationError('invalid-token');
    return { subject: accessKeyId, principal };
  }

  async function byPassword({ userName, password, newPassword }: PasswordForm): Promise<SignedIn> {
    const answer = await users.signIn({ account, userName, password });
    if (answer.type === 'refused') throw new SignInRefused('wrong');
    if (answer.type === 'expired') throw new SignInRefused('expired');
    const { principal } = answer;
    if (answer.type === 'must-change') {
      if (newPassword === undefined) throw new SignInRefused('must-change');
      try {
        await users.changePassword(principal, { OldPassword: password, NewPassword: newPassword });
      } catch (error) {
        throw new SignInRefused('bad-password', (error as Error).message);
      }
    }
    return { subject: `${BY_PASSWORD}${principal.userId}`, principal };
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= WAITING_MAX) throw new SignInRefused('busy');
    waiting++;
    const turn = last.then(work);
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      waiting--;
    }
  }

  return {
    async authenticate(request) {
      const form = passwordForm(request);
      return form === undefined ? byKey(request) : inTurn(() => byPassword(form));
    },
    principalOf,
  };
}

interface PasswordForm {
  readonly userName: string;
  readonly password: string;
  readonly newPassword?: string;
}

/** Undefined when the request brings no user name and password. */
function passwordForm({ headers, body }: HttpRequest): PasswordForm | undefined {
  if (headers['content-type'] !== 'application/json') return undefined;
  try {
    const { userName, password, newPassword } = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
    if (typeof userName !== 'string' || typeof password !== 'string') return undefined;
    return { userName, password, ...(typeof newPassword === 'string' && { newPassword }) };
  } catch {
    return undefined;
  }
}
