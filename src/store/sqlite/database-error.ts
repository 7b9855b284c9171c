/** An error of SQLite itself, the same whichever driver raised it: a full disk, a failing one, a broken constraint. */

/** The primary result codes worth telling apart (SQLite documentation, "Result and Error Codes"). */
const CODE_NAMES = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  26: 'SQLITE_NOTADB',
} as const;

export type DatabaseErrorCode = (typeof CODE_NAMES)[keyof typeof CODE_NAMES] | 'SQLITE_ERROR';

export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An extended result code holds the primary one in its low byte. */
export function codeName(resultCode: number): DatabaseErrorCode {
  const names: Readonly<Record<number, DatabaseErrorCode>> = CODE_NAMES;
  return names[resultCode & 0xff] ?? 'SQLITE_ERROR';
}
