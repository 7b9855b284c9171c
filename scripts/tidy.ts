/**
 * Holds the repository's shape: which folder of src/ may import which, how long a file may be, names that say nothing, and
 * that each source file opens by saying what it is. Part of `npm run check`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From the top down. A folder imports itself and what stands below it; folders in one row do not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['cli'],
  ['app'],
  ['http'],
  ['api'],
  ['services', 'integrations', 'telemetry'],
  ['buckets'],
  ['engine', 'runtimes', 'protocols', 'graph'],
  ['asl', 'store'],
  ['base'],
];

/** Layers that run in the browser too, so without Node's modules. */
const BROWSER_LAYERS = new Set(['asl', 'graph']);

/** Layers whose folders are strangers to each other: a service reaches another one only through `dispatch`. */
const LAYERS_OF_STRANGERS = new Set(['services']);

const LINES_MAX = 500;
const EMPTY_NAMES = /(^|\/)(utils?|helpers?|common|types|misc|shared)\.[a-z]+$/;
const FOLDERS = ['src', 'tests', 'scripts', 'bench', 'examples', 'console'];
const CODE = /\.(ts|tsx|mjs|js)$/;
const GENERATED = /\.gen\.ts$/;
const TEST = /\.(test|contract|testing)\.ts$/;
const IMPORT = /\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

export interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** One line per problem, each with the file and what to do. */
export function tidyProblems(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => [...nameProblems(file), ...sizeProblems(file), ...sourceProblems(file)]);
}

function nameProblems({ path }: SourceFile): readonly string[] {
  return EMPTY_NAMES.test(path) ? [`${path}: name the file after the concept it holds`] : [];
}

function sizeProblems({ path, text }: SourceFile): readonly string[] {
  const lines = text.split('\n').length - 1;
  if (lines <= LINES_MAX || GENERATED.test(path)) return [];
  return [`${path}: has ${lines} lines; split it by concept (at most ${LINES_MAX})`];
}

/** Tests put parts of several layers together, so the order does not bind them. */
function sourceProblems(file: SourceFile): readonly string[] {
  if (!file.path.startsWith('src/') || TEST.test(file.path)) return [];
  const imports = [...file.text.matchAll(IMPORT)].map((match) => match[1]!);
  return [...headerProblems(file), ...imports.flatMap((specifier) => importProblems(file.path, specifier))];
}

function headerProblems({ path, text }: SourceFile): readonly string[] {
  const opening = text.replace(/^#!.*\n/, '').trimStart();
  return /^\/[*/]/.test(opening) ? [] : [`${path}: open the file with a comment that says what it is`];
}

function importProblems(path: string, specifier: string): readonly string[] {
  const from = placeOf(path);
  if (specifier.startsWith('node:') && BROWSER_LAYERS.has(from.layer))
    return [`${path}: imports ${specifier}, but ${from.layer}/ runs in the browser too`];
  if (!specifier.startsWith('.')) return [];
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith('src/')) return [`${path}: imports ${specifier}, which lies outside of src/`];
  const to = placeOf(target);
  const unknown = [from, to].find(({ rank }) => rank === -1);
  if (unknown !== undefined)
    return [`${path}: ${unknown.layer} has no place in the order of layers in scripts/tidy.ts`];
  if (from.layer !== to.layer)
    return from.rank < to.rank ? [] : [`${path}: imports ${specifier}, but ${from.layer} must not import ${to.layer}`];
  if (from.folder === to.folder || !LAYERS_OF_STRANGERS.has(from.layer)) return [];
  return [`${path}: imports ${specifier}, but ${from.layer} do not import each other`];
}

/** `src/services/iam/roles.ts` -> layer `services`, folder `iam`; `src/app.ts` -> layer `app`. */
function placeOf(path: string): { readonly layer: string; readonly folder: string; readonly rank: number } {
  const [layer = '', folder = ''] = path.split('/').slice(1);
  const name = layer.replace(CODE, '');
  return { layer: name, folder, rank: LAYERS.findIndex((row) => row.includes(name)) };
}

function readSources(root: string): readonly SourceFile[] {
  return FOLDERS.flatMap((folder) => listCode(root, folder)).map((path) => ({
    path,
    text: readFileSync(posix.join(root, path), 'utf8'),
  }));
}

function listCode(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(posix.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name))
      .filter((path) => CODE.test(path) && !path.includes('node_modules/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = tidyProblems(readSources(fileURLToPath(new URL('..', import.meta.url))));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
