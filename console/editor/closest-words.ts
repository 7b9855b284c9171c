/** The words that somebody may have meant: those few keystrokes away. */
const PROPOSED_MAX = 2;

/** Closest first. */
export function closestWords(typed: string, words: readonly string[]): readonly string[] {
  return words
    .map((word) => ({ word, distance: editDistance(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => word !== typed && distance <= Math.max(2, word.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, PROPOSED_MAX)
    .map(({ word }) => word);
}

/** Letters to insert, remove or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
