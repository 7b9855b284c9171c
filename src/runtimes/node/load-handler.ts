/** Finds and loads `folder/file.export` in the function's code, with the rules and the errors of AWS's Node.js runtime. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './error-payload.ts';

export type Handler = (
  event: unknown,
  context: unknown,
  callback?: (error?: unknown, result?: unknown) => void,
) => unknown;

export async function loadHandler(root: string, handler: string): Promise<Handler> {
  if (handler.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${handler}' is not valid in a handler string. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, file, path] = /^([^.]*)\.(.+)$/.exec(basename(handler)) ?? [];
  if (file === undefined || path === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const module = await loadModule(root, resolve(root, dirname(handler), file));
  let found: unknown = module;
  for (const name of path.split('.')) found = (found as Record<string, unknown> | undefined | null)?.[name];
  if (found === undefined || found === null) {
    throw new RuntimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', `${handler} is not a function`);
  return found as Handler;
}

async function loadModule(root: string, path: string): Promise<unknown> {
  try {
    return await importModule(root, path);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error), error);
    const code = (error as { code?: unknown } | undefined)?.code;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error), error as Error);
    }
    throw error;
  }
}

async function importModule(root: string, path: string): Promise<unknown> {
  const require = createRequire(`${root}/`);
  if (existsSync(`${path}.js`)) {
    return isModulePackage(root, dirname(path)) ? importFile(`${path}.js`) : require(`${path}.js`);
  }
  if (existsSync(`${path}.mjs`)) return importFile(`${path}.mjs`);
  if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`);
  const typescript = TYPESCRIPT.map((extension) => path + extension).find((file) => existsSync(file));
  return typescript === undefined ? require(path) : importTypeScript(typescript);
}

/** Source files, which Node.js runs from 22.18 on by leaving the types away. */
const TYPESCRIPT = ['.ts', '.mts', '.cts'];

function importTypeScript(file: string): Promise<unknown> {
  if ((process.features as { readonly typescript?: unknown }).typescript) return importFile(file);
  throw new RuntimeError(
    'UserCodeSyntaxError',
    `Node.js ${process.version} cannot run the TypeScript file '${basename(file)}'; from 22.18 on it can. Compile it, or start Stepwell with --runtime NAME=PATH of a later Node.js.`,
  );
}

function importFile(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}

/** Whether the nearest package.json, not above the function's code, says that .js files are ES modules. */
function isModulePackage(root: string, directory: string): boolean {
  const file = `${directory}/package.json`;
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown }).type === 'module';
  return directory !== root && directory.startsWith(root) && isModulePackage(root, dirname(directory));
}
