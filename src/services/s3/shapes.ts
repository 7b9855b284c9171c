/** Shapes that S3's operations share; limits of the API reference. */
import type { Shape, StructureShape } from '../../base/shape.ts';

const string: Shape = { type: 'string' };

export const bucketMember = { Bucket: { type: 'string', required: true, min: 1 } } as const;
export const objectMembers = {
  ...bucketMember,
  Key: { type: 'string', required: true, min: 1, max: 1024 },
} as const;

export function structure(members: Readonly<Record<string, Shape>>): StructureShape {
  return { type: 'structure', members };
}

/** Members that the operation knows only in order to refuse them: leaving them out would do something else than was asked. */
export function refusedMembers(names: readonly string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(names.map((name) => [name, string]));
}
