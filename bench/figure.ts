/** One number of the benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** Without those that could not be measured here. */
export function figures(table: Readonly<Record<string, readonly [value: number | undefined, unit: string]>>): Figure[] {
  return Object.entries(table).flatMap(([name, [value, unit]]) => (value === undefined ? [] : [{ name, value, unit }]));
}
