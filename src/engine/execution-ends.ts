/** Tells those in this process who wait for an execution that it has durably ended. */
export class ExecutionEnds {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** To be called after the end is durable. */
  ended(executionArn: string): void {
    const waiting = this.#waiting.get(executionArn);
    this.#waiting.delete(executionArn);
    for (const resolve of waiting ?? []) resolve();
  }

  /** Resolves at the next end; whoever asks has to look afterwards whether it ended before. Given up by the signal. */
  next(executionArn: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(executionArn) ?? new Set();
      this.#waiting.set(executionArn, waiting.add(resolve));
      const giveUp = () => {
        waiting.delete(resolve);
        if (waiting.size === 0 && this.#waiting.get(executionArn) === waiting) this.#waiting.delete(executionArn);
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
