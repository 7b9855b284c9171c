import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../base/clock.ts';
import type { DeniedRequest, Explanation } from '../../base/denial.ts';
import { type Call, rootOf } from '../../base/service.ts';
import { DenialLog } from './denial-log.ts';
import { denialOperations } from './denials.ts';

const ACCOUNT = '111111111111';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/R`;
const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'f' };
const explanation: Explanation = {
  deniedBy: [],
  remedies: [{ policyType: 'identity-based policy', of: ROLE, statement }],
};

let clock: FakeClock;
let denials: DenialLog;
beforeEach(() => {
  clock = new FakeClock();
  denials = new DenialLog(clock);
});

function deny(resource: string, more: Partial<DeniedRequest> & { readonly explain?: () => Explanation } = {}): void {
  const { explain = () => explanation, ...request } = more;
  const denial = { message: `no ${resource}`, explain };
  denials.record({
    ...{ denial, who: ROLE, account: ACCOUNT, action: 'lambda:InvokeFunction', resource, enforced: true },
    ...request,
  });
}

interface Listed {
  readonly denials: readonly { readonly resource: string; readonly count: number }[];
  readonly nextToken?: string;
}

function list(input: object = {}, account = ACCOUNT): Promise<Listed> {
  const call: Call = { principal: rootOf(account), account, region: 'us-east-1', requestId: 'q' };
  return denialOperations({ denials, clock })['ListDenials']?.run(input, call) as Promise<Listed>;
}

const names = async (input?: object, account?: string) =>
  (await list(input, account)).denials.map(({ resource }) => resource);

test('a denial says who was refused what, when and how often, and what would help', async () => {
  const firstDate = new Date(clock.nowMs());
  deny('f');
  clock.advance(5000);
  deny('f', { sourceArn: 'arn:aws:states:r:1:execution:M:e' });
  expect((await list()).denials).toEqual([
    {
      principalArn: ROLE,
      action: 'lambda:InvokeFunction',
      resource: 'f',
      sourceArn: 'arn:aws:states:r:1:execution:M:e',
      enforced: true,
      count: 2,
      message: 'no f',
      firstDate,
      lastDate: new Date(clock.nowMs()),
      deniedBy: [],
      remedies: [{ policyType: 'identity-based policy', resourceArn: ROLE, statement: JSON.stringify(statement) }],
    },
  ]);
});

test('the latest come first, of the account that asks, page after page', async () => {
  for (const name of ['a', 'b', 'c', 'a']) deny(name);
  deny('x', { account: '222222222222' });
  expect(await names()).toEqual(['a', 'c', 'b']);
  expect(await names({}, '222222222222')).toEqual(['x']);
  const { nextToken } = await list({ maxResults: 2 });
  deny('d');
  expect(await names({ maxResults: 2, nextToken })).toEqual(['b']);
  await expect(list({ nextToken }, '222222222222')).rejects.toMatchObject({ code: 'InvalidToken' });
});

test('they can be narrowed to a principal, or to an execution', async () => {
  deny('a');
  deny('b', { who: 'states.amazonaws.com' });
  deny('c', { sourceArn: 'execution' });
  expect(await names({ principalArn: 'states.amazonaws.com' })).toEqual(['b']);
  expect(await names({ sourceArn: 'execution' })).toEqual(['c']);
});

test('what is denied again and again is explained once a second', async () => {
  let explained = 0;
  const explain = () => {
    explained++;
    return explanation;
  };
  for (let n = 0; n < 5; n++) deny('f', { explain });
  expect(explained).toBe(1);
  clock.advance(1000);
  deny('f', { explain });
  expect(explained).toBe(2);
});

test('a thousand are remembered, and the oldest forgotten', async () => {
  for (let n = 0; n <= 1000; n++) deny(`f${n}`);
  const all = [...(await names({ maxResults: 1000 }))];
  expect(all).toHaveLength(1000);
  expect(all.at(-1)).toBe('f1');
});
