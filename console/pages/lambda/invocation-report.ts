/** The REPORT line that ends each invocation in a function's log. */

export interface InvocationReport {
  readonly requestId: string;
  readonly atMs: number;
  readonly durationMs: number;
  readonly memoryMb: number;
}

/** Undefined for lines of other kinds. */
export function readReport(message: string, atMs: number): InvocationReport | undefined {
  const match = /^REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms.*?Max Memory Used: (\d+) MB/s.exec(message);
  if (match === null) return undefined;
  return { requestId: match[1]!, atMs, durationMs: Number(match[2]), memoryMb: Number(match[3]) };
}
