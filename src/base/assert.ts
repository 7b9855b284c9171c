/** A broken promise of our own code: never the user's fault. The engine parks the one execution it happens in. */
export class Defect extends Error {}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Defect(message);
}
