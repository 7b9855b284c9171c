/** Session tags: what a session is given, and what it inherits from the session that assumed the role. */
import type { Principal } from '../../base/service.ts';
import { errors } from './errors.ts';

export interface SessionTag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagRequest {
  readonly tags: readonly SessionTag[];
  readonly transitiveKeys: readonly string[];
}

export type SessionTags = Required<Pick<Principal, 'sessionTags' | 'transitiveTagKeys'>>;

/** Keys are compared without regard to case. */
export function sessionTagsOf(caller: Principal, { tags, transitiveKeys }: TagRequest): SessionTags {
  const requested = new Set(tags.map((tag) => tag.Key.toLowerCase()));
  if (requested.size < tags.length) throw errors.duplicateTagKeys();
  if (!transitiveKeys.every((key) => requested.has(key.toLowerCase()))) throw errors.transitiveKeyNotIncluded();
  const inheritedKeys = caller.transitiveTagKeys ?? [];
  if (inheritedKeys.some((key) => requested.has(key.toLowerCase()))) throw errors.transitiveKeyConflict();
  const inherited = inheritedKeys.map((key): [string, string] => [key, caller.sessionTags?.[key] ?? '']);
  return {
    sessionTags: Object.fromEntries([...inherited, ...tags.map((tag): [string, string] => [tag.Key, tag.Value])]),
    transitiveTagKeys: [...inheritedKeys, ...transitiveKeys],
  };
}
