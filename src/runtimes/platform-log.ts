/**
 * The lines Lambda itself writes into a function's log, in the format the function has chosen: plain text, or JSON at the level
 * it asks for (Lambda developer guide, "Using Lambda advanced logging controls").
 */

/** What a function's LoggingConfig says of its lines. */
export interface Logging {
  readonly format: 'Text' | 'JSON';
  /** Of the function's own lines; with JSON only. */
  readonly applicationLevel?: string | undefined;
  /** Of Lambda's lines; with JSON only. */
  readonly systemLevel?: string | undefined;
}

export const TEXT_LOGGING: Logging = { format: 'Text' };

export interface InitStart {
  readonly runtime: string;
  readonly runtimeVersion: string;
  readonly runtimeVersionArn: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** As `AWS_LAMBDA_INITIALIZATION_TYPE`. */
  readonly initializationType: string;
}

export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly usedBytes: number;
  /** On the first invocation of an environment. */
  readonly initDurationMs: number | undefined;
  readonly failure: Failure | undefined;
}

export interface Failure {
  readonly status: 'timeout' | 'error';
  readonly errorType?: string;
  /** What the text format says of it. */
  readonly line?: string;
}

/** Each gives a line with its line break, or nothing. */
export interface PlatformLog {
  initStart(start: InitStart, nowMs: number): string;
  start(requestId: string, version: string, nowMs: number): string;
  /** The lines that end an invocation, in order. */
  end(report: Report, nowMs: number): readonly string[];
}

export function platformLog({ format, systemLevel = 'INFO' }: Logging): PlatformLog {
  return format === 'Text' ? textLog : jsonLog(LEVELS.indexOf(systemLevel));
}

/** Recorded. */
const textLog: PlatformLog = {
  initStart: ({ runtime, runtimeVersion, runtimeVersionArn }) =>
    `INIT_START Runtime Version: ${runtimeVersion} (the function asks for ${runtime})\tRuntime Version ARN: ${runtimeVersionArn}\n`,
  start: (requestId, version) => `START RequestId: ${requestId} Version: ${version}\n`,
  end(report) {
    const lines = [`END RequestId: ${report.requestId}\n`, reportLine(report)];
    return report.failure?.line === undefined ? lines : [`${report.failure.line}\n`, ...lines];
  },
};

function reportLine({ requestId, durationMs, memoryMb, usedBytes, initDurationMs, failure }: Report): string {
  const init = initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`;
  const status = failure === undefined ? '' : `Status: ${failure.status}\t`;
  const type = failure?.errorType === undefined ? '' : `Error Type: ${failure.errorType}\t`;
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: ${megabytes(usedBytes)} MB\t${init}${status}${type}\n`;
}

const LEVELS = ['DEBUG', 'INFO', 'WARN'];
const [DEBUG, INFO, WARN] = [0, 1, 2];

/** Documented: "System log level event mapping"; events and their members as in the Telemetry API's schema. */
function jsonLog(level: number): PlatformLog {
  const line = (lineLevel: number, type: string, record: object, nowMs: number) =>
    lineLevel < level
      ? ''
      : `${JSON.stringify({ time: new Date(nowMs).toISOString(), type: `platform.${type}`, record })}\n`;
  return {
    initStart({ initializationType, runtimeVersion, runtimeVersionArn, functionName, functionVersion }, nowMs) {
      const record = { initializationType, phase: 'init', runtimeVersion, runtimeVersionArn };
      return line(INFO, 'initStart', { ...record, functionName, functionVersion }, nowMs);
    },
    start: (requestId, version, nowMs) => line(INFO, 'start', { requestId, version }, nowMs),
    end({ requestId, durationMs, memoryMb, usedBytes, initDurationMs, failure }, nowMs) {
      const { status = 'success', errorType } = failure ?? {};
      const outcome = { requestId, status, ...(errorType !== undefined && { errorType }) };
      const metrics = {
        durationMs: rounded(durationMs),
        billedDurationMs: Math.ceil(durationMs),
        memorySizeMB: memoryMb,
        maxMemoryUsedMB: megabytes(usedBytes),
        ...(initDurationMs !== undefined && { initDurationMs: rounded(initDurationMs) }),
      };
      const done = { ...outcome, metrics: { durationMs: metrics.durationMs } };
      return [
        line(failure === undefined ? DEBUG : WARN, 'runtimeDone', done, nowMs),
        line(failure === undefined ? INFO : WARN, 'report', { ...outcome, metrics }, nowMs),
      ];
    },
  };
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
