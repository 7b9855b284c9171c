/** The last line of a terminal, written over and over while something goes on. Where output is no terminal there is none. */
import { style } from './style.ts';

const ERASE_LINE = '\r\u001b[2K';

export class StatusLine {
  #shown = false;

  show(text: string): void {
    if (!process.stdout.isTTY) return;
    process.stdout.write(ERASE_LINE + style('dim', text));
    this.#shown = true;
  }

  /** Makes room for lines that stay. */
  clear(): void {
    if (this.#shown) process.stdout.write(ERASE_LINE);
    this.#shown = false;
  }
}
