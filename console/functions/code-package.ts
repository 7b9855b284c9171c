/** Code packages, made and read in the browser: a function's files by path. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

export type SourceFiles = Readonly<Record<string, string>>;

export function zip(files: SourceFiles): Uint8Array {
  const bytes = Object.entries(files).map(([path, text]): [string, Uint8Array] => [path, strToU8(text)]);
  return zipSync(Object.fromEntries(bytes));
}

/** Folders themselves are left out. A file that is no text (it holds a zero byte) is refused: the editor would spoil it. */
export function unzip(bytes: Uint8Array): SourceFiles {
  const files = Object.entries(unzipSync(bytes)).filter(([path]) => !path.endsWith('/'));
  const binary = files.find(([, content]) => content.includes(0));
  if (binary !== undefined) throw new Error(`${binary[0]} is no text, so this package cannot be edited here.`);
  return Object.fromEntries(files.map(([path, content]) => [path, strFromU8(content)]));
}
