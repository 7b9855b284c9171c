/** A state machine that is being made: kept while one goes off to make its role, gone when it is created. */

export interface MachineDraft {
  readonly name: string;
  readonly definition: string;
  /** Where one goes on; by default at the settings, from which one went off to make a role. */
  readonly step?: 'definition';
}

const KEY = 'stepwell-machine-draft';

export function readDraft(): MachineDraft | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as MachineDraft);
}

export function keepDraft(draft: MachineDraft): void {
  sessionStorage.setItem(KEY, JSON.stringify(draft));
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
