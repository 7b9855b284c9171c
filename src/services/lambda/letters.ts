/** Random lower-case letters and digits, of which AWS makes the ids of some resources. */
import { type Random, RandomStream } from '../../base/random.ts';

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function randomLetters(random: Random, length: number): string {
  // 128 bits of a seed are as many as the longest of these ids can use.
  const stream = new RandomStream(random.seed());
  return Array.from({ length }, () => CHARACTERS[stream.nextWord() % CHARACTERS.length]).join('');
}
