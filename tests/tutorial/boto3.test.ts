/** The tutorial from its first step to its last with boto3, against a real server that verifies its signatures. */
import { fileURLToPath } from 'node:url';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { skips } from '../optional-parts.ts';
import { runPython } from '../support/aws-clients.ts';
import { createAdministrator, deniedCause, deployed, ROLE_NAME } from './call-center.ts';
import { CLOSED, resolvedHistory, unresolvedHistory } from './expected-history.ts';

/** What the script prints. */
interface Printed {
  readonly who: string;
  readonly histories: Readonly<Record<'SUCCEEDED' | 'FAILED', readonly HistoryEvent[]>>;
  readonly output: string;
  readonly logLines: readonly string[];
  readonly denied: { readonly error: string; readonly cause: string };
  /** Code and message. */
  readonly refusals: Readonly<Record<'untrusting' | 'attached' | 'hasInline', readonly [string, string]>>;
  readonly missing: readonly [string, string];
}

describe.skipIf(skips('boto3'))('the tutorial with boto3', () => {
  let server: ServerProcess;
  let printed: Printed;

  beforeAll(async () => {
    server = await startServer(['--memory']);
    const connection = { url: server.url, ...(await createAdministrator(server.url)) };
    const script = fileURLToPath(new URL('boto3_tutorial.py', import.meta.url));
    printed = JSON.parse(await runPython(connection, script));
  });
  afterAll(() => server.stop());

  test('the key is its user', () => {
    expect(printed.who).toBe('arn:aws:iam::000000000000:user/administrator');
  });

  test('both outcomes have the history of the tutorial', () => {
    expect(printed.output).toBe(CLOSED);
    expect(printed.histories.SUCCEEDED).toEqual(resolvedHistory(deployed));
    expect(printed.histories.FAILED).toEqual(unresolvedHistory(deployed));
  });

  test('what the functions did stands in their logs', () => {
    for (const line of [/^START RequestId: /, /^END RequestId: /, /^REPORT RequestId: /]) {
      expect(printed.logLines.some((text) => line.test(text))).toBe(true);
    }
  });

  test('a role without permission fails the task, and says what it lacks', () => {
    expect(printed.denied.error).toBe('Lambda.AWSLambdaException');
    expect(printed.denied.cause).toMatch(deniedCause('powerless', 'OpenCaseFunction'));
  });

  test('refusals have the codes of AWS', () => {
    const { untrusting, attached, hasInline } = printed.refusals;
    expect(untrusting).toEqual([
      'AccessDeniedException',
      expect.stringMatching(/^Neither the global service principal states.amazonaws.com, nor the regional one/),
    ]);
    expect(attached).toEqual(['DeleteConflict', 'Cannot delete entity, must detach all policies first.']);
    expect(hasInline).toEqual(['DeleteConflict', 'Cannot delete entity, must delete policies first.']);
    expect(printed.missing).toEqual(['NoSuchEntity', `The role with name ${ROLE_NAME} cannot be found.`]);
  });
});
