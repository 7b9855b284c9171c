/** What the console has just asked of the server, so that everything one does in it can be had as code. */
import { useSyncExternalStore } from 'react';
import type { ApiCall } from './api-call.ts';

export interface LoggedCall extends ApiCall {
  readonly id: number;
  readonly at: Date;
  /** Whether it only reads: lists and details that the pages keep asking for. */
  readonly reads: boolean;
}

const CALLS_MAX = 200;
const READING = /^(Describe|List|Get|Filter|Simulate|TestState|Validate)/;

export class CallLog {
  #calls: readonly LoggedCall[] = [];
  #count = 0;
  readonly #listeners = new Set<() => void>();

  add(call: ApiCall): void {
    const logged = { ...call, id: ++this.#count, at: new Date(), reads: READING.test(call.operation) };
    // Pages ask for the same again and again; once is enough to see.
    const others = logged.reads ? this.#calls.filter(({ operation }) => operation !== call.operation) : this.#calls;
    this.#calls = [logged, ...others].slice(0, CALLS_MAX);
    for (const listener of this.#listeners) listener();
  }

  /** Newest first. */
  readonly calls = (): readonly LoggedCall[] => this.#calls;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function useCalls(log: CallLog): readonly LoggedCall[] {
  return useSyncExternalStore(log.subscribe, log.calls);
}

interface WithMiddleware {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: { input: object }) => Promise<never>,
        context: { commandName?: string },
      ) => (args: { input: object }) => Promise<never>,
      options: { step: 'initialize'; name: string },
    ): void;
  };
}

/** @param client of the SDK; its calls are noted from now on */
export function noteCalls(client: object, name: string, log: CallLog): void {
  (client as WithMiddleware).middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        log.add({ client: name, operation: commandName.replace(/Command$/, ''), input: { ...args.input } });
        return next(args);
      },
    { step: 'initialize', name: 'noteCalls' },
  );
}
