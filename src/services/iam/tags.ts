/** Tags of IAM entities: keys are compared without regard to case. */
import type { Tag } from './entities.ts';
import { errors } from './errors.ts';

const TAGS_MAX = 50;

/** New tags replace old ones with the same key. */
export function mergeTags(old: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const merged = new Map(old.map((tag) => [tag.Key.toLowerCase(), tag]));
  const addedKeys = new Set(added.map((tag) => tag.Key.toLowerCase()));
  if (addedKeys.size < added.length) throw errors.duplicateTagKeys();
  for (const { Key, Value } of added) merged.set(Key.toLowerCase(), { Key, Value });
  if (merged.size > TAGS_MAX) throw errors.quotaExceeded('TagsPerEntity', TAGS_MAX);
  return [...merged.values()];
}

export function withoutTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return tags.filter((tag) => !removed.has(tag.Key.toLowerCase()));
}
