/** The keys that Stepwell issued, as the door sees them: those of sessions and those of users. */
import type { Principal } from '../base/service.ts';

/** The port to the keys that Stepwell issued. */
export interface Credentials {
  resolve(accessKeyId: string, sessionToken: string | undefined): ResolvedKey;
}

export type ResolvedKey =
  | { readonly type: 'issued'; readonly secretAccessKey: string; readonly principal: Principal }
  | { readonly type: 'expired' }
  /** Deactivated, deleted, or without its token. */
  | { readonly type: 'invalid' }
  /** Not one of ours. */
  | { readonly type: 'unknown' };

/** Sessions come with a token, users' keys without. */
export function combineCredentials(
  sessions: Credentials,
  users: { resolveAccessKey(accessKeyId: string): ResolvedKey },
): Credentials {
  return {
    resolve: (accessKeyId, sessionToken) =>
      sessionToken === undefined && !accessKeyId.startsWith('ASIA')
        ? users.resolveAccessKey(accessKeyId)
        : sessions.resolve(accessKeyId, sessionToken),
  };
}
