/** Rows of text as aligned columns. */

export interface Column {
  readonly heading: string;
  readonly align?: 'right';
  /** At least so wide, for rows that are printed before all are known. */
  readonly width?: number;
}

const GAP = '  ';

export class Table {
  readonly #columns: readonly Column[];
  readonly #widths: readonly number[];

  /** @param rows those that are known beforehand */
  constructor(columns: readonly Column[], rows: readonly (readonly string[])[] = []) {
    this.#columns = columns;
    this.#widths = columns.map(({ heading, width = 0 }, i) =>
      Math.max(heading.length, width, ...rows.map((row) => row[i]?.length ?? 0)),
    );
  }

  heading(): string {
    return this.row(this.#columns.map(({ heading }) => heading));
  }

  rule(): string {
    return this.#widths.map((width) => '─'.repeat(width)).join('─'.repeat(GAP.length));
  }

  /** @param style how a padded cell is to look */
  row(cells: readonly string[], style: (cell: string, column: number) => string = (cell) => cell): string {
    const padded = cells.map((cell, i) => {
      const width = this.#widths[i] ?? 0;
      return this.#columns[i]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
    });
    const last = padded.length - 1;
    return padded
      .map((cell, i) => style(i === last ? cell.trimEnd() : cell, i))
      .join(GAP)
      .trimEnd();
  }
}
