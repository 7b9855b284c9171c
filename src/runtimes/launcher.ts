/** Starts the process of an execution environment: the program its runtime asks for, inside its isolation. */
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { FramedProcess } from './framed-process.ts';
import type { FunctionVersion } from './function-version.ts';
import type { Interpreter, Interpreters } from './interpreters.ts';
import type { Isolation, Room } from './isolation/isolation.ts';
import { nodeProgram, variablesReadAtStart } from './node/node-program.ts';
import type { Folders, Places, Program } from './program.ts';
import { isExecutable } from './programs-in-path.ts';
import { pythonProgram } from './python/python-program.ts';
import { Reserve } from './reserve.ts';
import { RuntimeApiProcess } from './runtime-api/runtime-api-process.ts';
import { familyOf } from './runtime-names.ts';
import type { RuntimeProcess } from './runtime-process.ts';

export interface LauncherOptions {
  readonly clock: Clock;
  readonly isolation: Isolation;
  readonly interpreters: Interpreters;
  /** Spare processes; see `Reserve`. */
  readonly sparesMax: number;
  readonly quietMs: number;
}

export interface Launch {
  readonly folders: Folders;
  variablesOf(places: Places, interpreter: Interpreter): Readonly<Record<string, string>>;
}

export interface Launched {
  readonly process: RuntimeProcess;
  readonly interpreter: Interpreter;
  readonly places: Places;
  readonly variables: Readonly<Record<string, string>>;
}

/** The function cannot be started as it is: what its caller learns. */
export class StartError extends Error {
  readonly errorType: string;
  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

export class Launcher {
  readonly #options: LauncherOptions;
  readonly #reserve: Reserve;

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#reserve = new Reserve(options);
  }

  /** Makes the next start of such a function fast. */
  expect({ runtime, memoryMb }: Pick<FunctionVersion, 'runtime' | 'memoryMb'>): void {
    if (this.#options.interpreters.usesOwnNode(runtime)) this.#reserve.fill(memoryMb);
  }

  /** @throws StartError */
  async launch(fn: FunctionVersion, { folders, variablesOf }: Launch): Promise<Launched> {
    const { isolation, interpreters } = this.#options;
    const interpreter = await interpreters.find(fn.runtime);
    if (familyOf(fn.runtime) === 'provided') bootstrapPlace(folders);
    const spare = this.#spareFor(fn);
    const room = spare?.room ?? isolation.open(folders, fn.ephemeralMb);
    const places = room.placesOf(folders);
    const variables = variablesOf(places, interpreter);
    const launched = { interpreter, places, variables };
    if (spare !== undefined) return { ...launched, process: spare.process };
    return { ...launched, process: startProcess(fn, folders, room, launched) };
  }

  close(): void {
    this.#reserve.close();
  }

  #spareFor({ runtime, variables, memoryMb }: FunctionVersion) {
    const needsItsOwn = WRAPPER in variables || variablesReadAtStart(variables) !== undefined;
    return needsItsOwn || !this.#options.interpreters.usesOwnNode(runtime) ? undefined : this.#reserve.take(memoryMb);
  }
}

/** A program that is started in the runtime's place, with the runtime's command line as arguments. */
const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';

function startProcess(
  fn: FunctionVersion,
  folders: Folders,
  room: Room,
  { interpreter, places, variables }: Omit<Launched, 'process'>,
): RuntimeProcess {
  const wrapped = (program: Program) => room.confine(withWrapper(program, fn.variables[WRAPPER]));
  switch (familyOf(fn.runtime)) {
    case 'nodejs': {
      const { runtime: runtimeDirectory } = places;
      const atStart = variablesReadAtStart(fn.variables);
      return new FramedProcess(
        wrapped(nodeProgram({ interpreter, runtimeDirectory, memoryMb: fn.memoryMb, variables: atStart })),
      );
    }
    case 'python':
      return new FramedProcess(wrapped(pythonProgram(interpreter, places.runtime, variables)));
    case 'provided': {
      const command = join(places[bootstrapPlace(folders)] as string, 'bootstrap');
      return new RuntimeApiProcess((more) =>
        room.confine({ command, args: [], variables: { ...variables, ...more }, reads: [] }),
      );
    }
    case 'other': {
      // As AWS starts the runtime interface client of a language: with the handler as its argument.
      const { command, reads } = interpreter;
      return new RuntimeApiProcess((more) =>
        wrapped({ command, args: [fn.handler], variables: { ...variables, ...more }, reads }),
      );
    }
  }
}

/** By a shell, as AWS does: where there is no such program, that leaves with 127. */
function withWrapper(program: Program, wrapper: string | undefined): Program {
  if (wrapper === undefined) return program;
  const args = ['-c', 'exec "$0" "$@"', wrapper, program.command, ...program.args];
  return { ...program, command: '/bin/sh', args };
}

/** Where a function that brings its own runtime has it. @throws StartError in AWS's words when it has none */
function bootstrapPlace({ code, opt }: Folders): 'code' | 'opt' {
  if (isExecutable(join(code, 'bootstrap'))) return 'code';
  if (opt !== undefined && isExecutable(join(opt, 'bootstrap'))) return 'opt';
  throw new StartError(
    'Runtime.InvalidEntrypoint',
    "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
  );
}
