/** A bounded number of things at a time. */

/** Rejects with the first error, and begins nothing more in the line of work that had it. */
export async function inParallel<T>(
  items: readonly T[],
  atOnceMax: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // One iterator for all: each line of work takes the next item that nobody has.
  const rest = items.values();
  const lines = Array.from({ length: Math.min(atOnceMax, items.length) }, async () => {
    for (const item of rest) await work(item);
  });
  await Promise.all(lines);
}
