/** The credential report: a table of an account's users with their passwords' and keys' ages, in the form auditors know. */

import { keysOf } from './access-keys.ts';
import { accountData } from './account-data.ts';
import type { IamState, UserRow } from './entities.ts';
import { errors } from './errors.ts';
import { profileOf } from './login-profiles.ts';
import { operation, type UnboundOperation } from './operation.ts';
import * as shapes from './shapes.ts';

interface Report {
  readonly generatedMs: number;
  readonly content: string;
}

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** A report is made anew after so long (API reference). */
const FRESH_MS = 4 * HOUR_MS;

const onEverything = () => '*';
const nothing = shapes.structure({});

/** Reports are made at once and forgotten with the process: whoever wants one asks for it first. */
export function credentialReportOperations(): Readonly<Record<string, UnboundOperation>> {
  const reports = new Map<string, Report>();
  const isFresh = (report: Report | undefined, nowMs: number) =>
    report !== undefined && nowMs - report.generatedMs < FRESH_MS;
  return {
    GenerateCredentialReport: operation<object>({
      input: nothing,
      resource: onEverything,
      async run(state, _input, { account }) {
        const nowMs = state.clock.nowMs();
        if (isFresh(reports.get(account), nowMs)) return { State: 'COMPLETE' };
        reports.set(account, { generatedMs: nowMs, content: contentOf(state, account) });
        return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
      },
    }),

    GetCredentialReport: operation<object>({
      input: nothing,
      resource: onEverything,
      async run(state, _input, { account }) {
        const report = reports.get(account);
        if (report === undefined) throw errors.reportNotPresent();
        if (!isFresh(report, state.clock.nowMs())) throw errors.reportExpired();
        return {
          Content: Buffer.from(report.content).toString('base64'),
          ReportFormat: 'text/csv',
          GeneratedTime: new Date(report.generatedMs),
        };
      },
    }),
  };
}

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...['1', '2'].flatMap((n) => [
    `access_key_${n}_active`,
    `access_key_${n}_last_rotated`,
    `access_key_${n}_last_used_date`,
    `access_key_${n}_last_used_region`,
    `access_key_${n}_last_used_service`,
  ]),
  ...['1', '2'].flatMap((n) => [`cert_${n}_active`, `cert_${n}_last_rotated`]),
];

const NOT_APPLICABLE = 'N/A';

function contentOf(state: IamState, account: string): string {
  const rows = [rootRow(account), ...state.users.list(account).map((user) => userRow(state, user))];
  return [COLUMNS, ...rows].map((cells) => cells.join(',')).join('\n');
}

function rootRow(account: string): readonly string[] {
  const known = ['<root_account>', `arn:aws:iam::${account}:root`, timeText(0), 'not_supported', 'no_information'];
  return [...known, 'not_supported', 'not_supported', 'false', ...keyCells([]), ...certificateCells];
}

/** Nothing records when a password or key was used. */
function userRow(state: IamState, user: UserRow): readonly string[] {
  const profile = profileOf(state, user)?.data;
  const { MaxPasswordAge: days = 0 } = accountData(state, user.scope).passwordPolicy ?? {};
  const password =
    profile === undefined
      ? ['false', NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE]
      : [
          'true',
          'no_information',
          timeText(profile.changedMs),
          days === 0 ? NOT_APPLICABLE : timeText(profile.changedMs + days * DAY_MS),
        ];
  const keys = keysOf(state, user).map(({ data, createdMs }) => ({ isActive: data.status === 'Active', createdMs }));
  return [
    user.data.name,
    user.data.arn,
    timeText(user.createdMs),
    ...password,
    'false',
    ...keyCells(keys),
    ...certificateCells,
  ];
}

function keyCells(keys: readonly { readonly isActive: boolean; readonly createdMs: number }[]): readonly string[] {
  return [0, 1].flatMap((n) => {
    const key = keys[n];
    const used = [NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE];
    return key === undefined
      ? ['false', NOT_APPLICABLE, ...used]
      : [String(key.isActive), timeText(key.createdMs), ...used];
  });
}

const certificateCells: readonly string[] = ['false', NOT_APPLICABLE, 'false', NOT_APPLICABLE];

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
}
