/** Why a data directory cannot be used, in one line for whoever started the server. */

export type DataDirectoryProblem = 'in-use' | 'damaged' | 'not-writable' | 'newer-version';

const ADVICE: Readonly<Record<DataDirectoryProblem, string>> = {
  'in-use': 'is in use by another process: stop that one, or choose another directory',
  damaged: 'is damaged: restore a backup, or choose another directory',
  'not-writable': 'cannot be written: give this user access to it, or choose another directory',
  'newer-version': 'was written by a newer release of Stepwell: install that release, or choose another directory',
};

export class DataDirectoryError extends Error {
  readonly directory: string;
  readonly problem: DataDirectoryProblem;
  /** What the system or the database said; may be empty. */
  readonly detail: string;

  constructor(directory: string, problem: DataDirectoryProblem, detail = '') {
    super(`the data directory "${directory}" ${ADVICE[problem]}${detail === '' ? '' : ` (${detail})`}`);
    this.directory = directory;
    this.problem = problem;
    this.detail = detail;
  }
}
