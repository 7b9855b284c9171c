/**
 * `npm test`: runs vitest, says which optional parts are left out and why, and ends with one line that counts. Arguments
 * go to vitest (`npm test -- src/asl`).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everythingRequired, OPTIONAL_PARTS } from '../tests/optional-parts.ts';

/** What is used of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: 'passed' | 'failed';
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const missing = Object.values(OPTIONAL_PARTS).filter((part) => !part.present());
for (const { tests, needs } of missing)
  console.log(`${everythingRequired ? 'missing' : 'skipped'}: ${tests} needs ${needs}`);

if (missing.length > 0 && everythingRequired) process.exitCode = 1;
else process.exitCode = runVitest(process.argv.slice(2));

function runVitest(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  const reportFile = join(folder, 'report.json');
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  try {
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], { stdio: 'inherit' });
    const { passed, failed, skipped } = count(JSON.parse(readFileSync(reportFile, 'utf8')) as Report);
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that failed without any of its tests failing (it could not be loaded, a hook threw) counts as one failure. */
function count(report: Report): { readonly passed: number; readonly failed: number; readonly skipped: number } {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
