/** A program that runs functions, before it is decided how it is kept apart from everything else on the machine. */

export interface Program {
  /** Absolute. */
  readonly command: string;
  readonly args: readonly string[];
  /** All the variables it starts with. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folders it reads beside the system's own: the interpreter's. */
  readonly reads: readonly string[];
}

/** Folders of a function on this machine. */
export interface Folders {
  /** The unpacked code. */
  readonly code: string;
  /** The merged content of its layers. */
  readonly opt?: string | undefined;
}

/** The same, and the others that matter, as the function sees them. */
export interface Places {
  readonly code: string;
  readonly opt?: string | undefined;
  /** Where Stepwell's own part of the runtimes lies. */
  readonly runtime: string;
  readonly tmp: string;
}
