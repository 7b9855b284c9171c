/**
 * A folder that can be deployed. File names are the names of what they describe:
 *
 *     definition.asl.json    the state machine
 *     functions/NAME.js      a function of one file (.js, .mjs or .cjs) ...
 *     functions/NAME/        ... or of several, with an index.js, index.mjs or index.cjs
 *     functions/NAME.json    members of CreateFunction, where the defaults do not do (optional)
 *     roles/NAME.json        description, trustPolicy, managedPolicies, inlinePolicies
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, parse, resolve } from 'node:path';
import { isJsonObject, type Json, type JsonObject, JsonSyntaxError, parseJson } from '../../base/json.ts';
import { CommandError } from '../command-error.ts';

export interface DeployFolder {
  /** The folder's own name. */
  readonly name: string;
  readonly definition: SourceText;
  readonly functions: readonly FunctionSource[];
  readonly roles: readonly RoleSource[];
}

export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export interface FunctionSource {
  readonly name: string;
  /** Content by path inside the code package. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Members of CreateFunction. */
  readonly settings: JsonObject;
}

export interface RoleSource extends SourceText {
  readonly name: string;
}

const CODE = /\.[cm]?js$/;

/** @throws CommandError naming the file and what is wrong with it */
export function readDeployFolder(folder: string): DeployFolder {
  return {
    name: basename(resolve(folder)),
    definition: readJsonText(join(folder, 'definition.asl.json')),
    functions: readFunctions(join(folder, 'functions')),
    roles: namesIn(join(folder, 'roles'))
      .filter((name) => name.endsWith('.json'))
      .map((file) => ({ name: parse(file).name, ...readJsonText(join(folder, 'roles', file)) })),
  };
}

function readFunctions(folder: string): readonly FunctionSource[] {
  return namesIn(folder).flatMap((entry) => {
    const path = join(folder, entry);
    const isFolder = statSync(path).isDirectory();
    if (!isFolder && !CODE.test(entry)) return [];
    const { name, ext } = isFolder ? { name: entry, ext: '' } : parse(entry);
    const files = isFolder ? filesBelow(path) : new Map([[`index${ext}`, readFileSync(path)]]);
    const settings = join(folder, `${name}.json`);
    return [{ name, files, settings: isFile(settings) ? parseObject(readJsonText(settings)) : {} }];
  });
}

function filesBelow(folder: string): ReadonlyMap<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names
      .filter((name) => isFile(join(folder, name)))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name))]),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CommandError((error as Error).message);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readJsonText(file: string): SourceText {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(missing ? `there is no file ${file}` : (error as Error).message);
  }
  parseFile({ file, text });
  return { file, text };
}

function parseFile({ file, text }: SourceText): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new CommandError(`${file}:${error.line}:${error.column}: ${error.message}`);
  }
}

/** @throws CommandError when the text is no JSON object */
export function parseObject(source: SourceText): JsonObject {
  const json = parseFile(source);
  if (isJsonObject(json)) return json;
  throw new CommandError(`${source.file}: must hold a JSON object`);
}
