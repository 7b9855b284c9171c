/** A function's log on its way out: its events gathered for the sink, its output cut into lines, and the end of it for the caller's log tail. */
import type { LogEvent } from './function-version.ts';

const TAIL_BYTES_MAX = 4096;

/** Gathers events until they are taken for the sink, and remembers the end of them for the tail. */
export class EventBuffer {
  #events: LogEvent[] = [];
  #bytes = 0;
  #tail: string[] | undefined;
  #tailBytes = 0;

  add(timestampMs: number, message: string): void {
    this.#events.push({ timestampMs, message });
    this.#bytes += message.length;
    if (this.#tail === undefined) return;
    this.#tail.push(message);
    this.#tailBytes += message.length;
    while (this.#tailBytes - (this.#tail[0] as string).length >= TAIL_BYTES_MAX) {
      this.#tailBytes -= (this.#tail.shift() as string).length;
    }
  }

  /** UTF-16 units, near enough to decide when to pass events on. */
  get bytes(): number {
    return this.#bytes;
  }

  take(): readonly LogEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return events;
  }

  startTail(): void {
    this.#tail = [];
    this.#tailBytes = 0;
  }

  /** Base64 of at most 4 KB; may begin in the middle of a line. */
  endTail(): string | undefined {
    if (this.#tail === undefined) return undefined;
    const bytes = Buffer.from(this.#tail.join(''));
    this.#tail = undefined;
    return bytes.subarray(Math.max(bytes.length - TAIL_BYTES_MAX, 0)).toString('base64');
  }
}

/** Cuts a stream of output into lines; each line is one event. A bare carriage return does not end a line. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  push(chunk: Uint8Array, onLine: (line: string) => void): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() as string;
    for (const line of lines) onLine(`${line}\n`);
  }

  /** What is left without a line break is a line, too. */
  end(onLine: (line: string) => void): void {
    if (this.#rest !== '') onLine(`${this.#rest}\n`);
    this.#rest = '';
  }
}
