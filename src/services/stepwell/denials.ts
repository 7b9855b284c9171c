/** Who was refused what, why, and which statement would allow it. */
import type { Clock } from '../../base/clock.ts';
import { stringifyJson } from '../../base/json.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { DenialLog, RememberedDenial } from './denial-log.ts';
import { decodeToken, encodeToken, PAGE_MEMBERS, PAGE_SIZE_DEFAULT } from './paging.ts';

export interface DenialDeps {
  readonly denials: DenialLog;
  readonly clock: Clock;
}

interface ListInput {
  readonly principalArn?: string;
  readonly sourceArn?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const arn = { type: 'string', min: 1, max: 2048 } as const;

export function denialOperations(deps: DenialDeps): Readonly<Record<string, Operation>> {
  const listDenials: Operation<ListInput> = {
    input: { type: 'structure', members: { principalArn: arn, sourceArn: arn, ...PAGE_MEMBERS } },
    permissions: () => [{ action: 'stepwell:ListDenials', resource: '*' }],
    run: async (input, call) => list(deps, input, call),
  };
  return { ListDenials: listDenials };
}

/** The latest first. One that happens again while the pages are read moves to the front, and is not shown again. */
function list({ denials, clock }: DenialDeps, input: ListInput, { account }: Call) {
  const { principalArn, sourceArn, maxResults: limit = PAGE_SIZE_DEFAULT, nextToken } = input;
  const nowMs = clock.nowMs();
  const listName = JSON.stringify(['ListDenials', account, principalArn, sourceArn]);
  const before = decodeToken<number>(listName, nextToken, nowMs) ?? Number.POSITIVE_INFINITY;
  const rest = denials
    .list(account)
    .filter(
      (denial) =>
        denial.sequence < before &&
        (principalArn === undefined || denial.who === principalArn) &&
        (sourceArn === undefined || denial.sourceArn === sourceArn),
    );
  const page = rest.slice(0, limit);
  return {
    denials: page.map(describe),
    nextToken: page.length < rest.length ? encodeToken(listName, page.at(-1)?.sequence, nowMs) : undefined,
  };
}

function describe({ who, firstMs, lastMs, sequence: _, account: __, explanation, ...denial }: RememberedDenial) {
  const { deniedBy, remedies } = explanation;
  return {
    principalArn: who,
    ...denial,
    firstDate: new Date(firstMs),
    lastDate: new Date(lastMs),
    deniedBy: deniedBy.map(({ statement, ...policy }) => ({ ...policy, statement: stringifyJson(statement) })),
    remedies: remedies.map(({ policyType, of, statement }) => ({
      policyType,
      resourceArn: of,
      statement: stringifyJson(statement),
    })),
  };
}
