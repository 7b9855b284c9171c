/**
 * Which program runs which runtime on this machine: what `--runtime NAME=PROGRAM` says, else the Node that runs Stepwell and
 * the Python that is found in PATH.
 */
import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { prefixOf, programsNamed } from './programs-in-path.ts';
import { familyOf, type RuntimeFamily } from './runtime-names.ts';

export interface Interpreter {
  /** Absolute. */
  readonly command: string;
  /** Folders it needs beside the system's. */
  readonly reads: readonly string[];
  /** `nodejs:v20.20.0`, for the log. */
  readonly version: string;
}

/** By runtime identifier: the path of a program. */
export type ConfiguredRuntimes = Readonly<Record<string, string>>;

const NODE_VERSION_SCRIPT = 'console.log(process.version)';
const PYTHON_SCRIPT =
  'import json, platform, sys; print(json.dumps([platform.python_version(), sys.executable, sys.prefix, sys.base_prefix]))';

const NO_PYTHON = { lacks: 'no Python 3 was found in PATH', wanted: 'a Python 3' };
const NO_PROGRAM = {
  lacks: 'Stepwell has no program for it',
  wanted: 'a program that speaks the Lambda Runtime API',
};

export class Interpreters {
  readonly #configured: ConfiguredRuntimes;
  readonly #uid: number | undefined;
  /** Known to have a program. */
  readonly #runnable = new Set<string>();
  readonly #found = new Map<string, Promise<Interpreter>>();

  /** @param uid the user that will run the programs, when it is another */
  constructor(configured: ConfiguredRuntimes = {}, uid?: number) {
    this.#configured = configured;
    this.#uid = uid;
  }

  /** Why a function with the runtime cannot run here; undefined when there is a program for it. */
  refusal(runtime: string): string | undefined {
    if (this.#runnable.has(runtime)) return undefined;
    const family = familyOf(runtime);
    if (!this.#hasProgram(runtime, family)) {
      const { lacks, wanted } = family === 'python' ? NO_PYTHON : NO_PROGRAM;
      return `Functions with the runtime '${runtime}' cannot run here: ${lacks}. Start Stepwell with --runtime ${runtime}=PATH, ${wanted}.`;
    }
    this.#runnable.add(runtime);
    return undefined;
  }

  #hasProgram(runtime: string, family: RuntimeFamily): boolean {
    if (Object.hasOwn(this.#configured, runtime) || family === 'nodejs' || family === 'provided') return true;
    return family === 'python' && pythonCandidates(runtime).length > 0;
  }

  /** @throws Error when there is none that works */
  find(runtime: string): Promise<Interpreter> {
    let found = this.#found.get(runtime);
    if (found === undefined) {
      found = this.#look(runtime);
      this.#found.set(runtime, found);
      // Somebody may install it meanwhile.
      found.catch(() => this.#found.delete(runtime));
    }
    return found;
  }

  /** Whether functions with the runtime run on Stepwell's own Node, so that spare processes are of use to them. */
  usesOwnNode(runtime: string): boolean {
    return familyOf(runtime) === 'nodejs' && !Object.hasOwn(this.#configured, runtime);
  }

  async #look(runtime: string): Promise<Interpreter> {
    const command = Object.hasOwn(this.#configured, runtime) ? this.#configured[runtime] : undefined;
    switch (familyOf(runtime)) {
      case 'nodejs':
        return command === undefined ? OWN_NODE : lookAtNode(command, this.#uid);
      case 'python':
        return firstPython(command === undefined ? pythonCandidates(runtime) : [command], this.#uid);
      case 'provided':
        return { command: '', reads: [], version: runtime };
      default:
        if (command === undefined) throw new Error(this.refusal(runtime));
        return { command, reads: readsOf(command), version: runtime };
    }
  }
}

export const OWN_NODE: Interpreter = {
  command: process.execPath,
  reads: readsOf(process.execPath),
  version: `nodejs:${process.version}`,
};

async function lookAtNode(command: string, uid: number | undefined): Promise<Interpreter> {
  const version = await outputOf(command, ['-e', NODE_VERSION_SCRIPT], uid);
  return { command, reads: readsOf(command), version: `nodejs:${version.trim()}` };
}

/** The runtime's own version first, then any Python 3: `python3.12`, `python3`. */
function pythonCandidates(runtime: string): readonly string[] {
  return [...new Set([runtime, 'python3'])].flatMap(programsNamed);
}

/** What a version manager puts into PATH may refuse to run: the first that runs. */
async function firstPython(candidates: readonly string[], uid: number | undefined): Promise<Interpreter> {
  let failure: unknown = new Error('no Python 3 was found in PATH');
  for (const candidate of candidates) {
    try {
      const [version, command, ...prefixes] = JSON.parse(
        await outputOf(candidate, ['-c', PYTHON_SCRIPT], uid),
      ) as string[];
      if (version === undefined || command === undefined) continue;
      return { command, reads: [...new Set([...readsOf(command), ...prefixes])], version: `python:${version}` };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** A program that is a link, as in a virtual environment, needs what it leads to as well. */
function readsOf(command: string): readonly string[] {
  const reads = [command, realpathSync(command)].map((path) => prefixOf(path));
  return [...new Set(reads.map((prefix) => (prefix === '/' ? dirname(command) : prefix)))];
}

function outputOf(command: string, args: readonly string[], uid: number | undefined): Promise<string> {
  const options = { timeout: 10_000, cwd: '/', ...(uid !== undefined && { uid, gid: uid }) };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
}
