import { expect, test } from 'vitest';
import type { DeniedRequest } from '../base/denial.ts';
import {
  type AccessMode,
  type Authorizer,
  type Call,
  type Operation,
  type ReservableOperation,
  rootOf,
  type Service,
  ServiceError,
} from '../base/service.ts';
import { withAccessMode } from './access-mode.ts';
import { createDispatch } from './dispatch.ts';

const call: Call = { principal: rootOf('1'), account: '1', region: 'r', requestId: 'q' };

const invoke: ReservableOperation = {
  input: { type: 'structure', members: { Name: { type: 'string', required: true } } },
  permissions: ({ Name }) => [{ action: 'lambda:InvokeFunction', resource: Name }],
  run: async ({ Name }) => {
    if (Name === 'defect') throw new TypeError('x is not a function');
    if (Name === 'refused') throw new ServiceError('ResourceConflictException', 'busy', 409);
    return `ran ${Name}`;
  },
  tryReserve: (input) =>
    input.Name === 'full' ? undefined : { run: () => invoke.run(input, call), release: () => {} },
  reserve: async (input) => ({ run: () => invoke.run(input, call), release: () => {} }),
};

const describe: Operation = { input: { type: 'structure', members: {} }, permissions: () => [], run: async () => 1 };

const saying = (message: string) => ({ message, explain: () => ({ deniedBy: [], remedies: [] }) });
const authorizer: Authorizer = {
  denial: (_principal, { resource }) => (resource === 'forbidden' ? saying('User: X is not authorized') : undefined),
  assumeDenial: () => saying('no'),
  assumedRole: () => rootOf('1'),
};

function setUp(mode: AccessMode = 'enforce') {
  const defects: unknown[] = [];
  const denials: DeniedRequest[] = [];
  const services: Service[] = [
    { name: 'lambda', operations: { Invoke: invoke } },
    { name: 'states', operations: { Describe: describe } },
  ];
  const dispatch = createDispatch({
    services,
    authorizer: withAccessMode(authorizer, mode, (denial) => denials.push(denial)),
    onDefect: (error) => defects.push(error),
  });
  return { dispatch, defects, denials };
}

test('an operation runs with validated, authorised input', async () => {
  const { dispatch } = setUp();
  expect(await dispatch.run('lambda', 'Invoke', { Name: 'f' }, call)).toBe('ran f');
  await expect(dispatch.run('lambda', 'Invoke', {}, call)).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(dispatch.run('lambda', 'Invoke', { Name: 'forbidden' }, call)).rejects.toMatchObject({
    code: 'AccessDeniedException',
    status: 403,
    details: { Message: 'User: X is not authorized' },
  });
});

test.each(['Nothing', 'constructor', '__proto__'])('the operation %s is unknown', async (name) => {
  await expect(setUp().dispatch.run('states', name, {}, call)).rejects.toMatchObject({
    code: 'UnknownOperationException',
  });
});

test('a reservation is validated and authorised before anything is taken', async () => {
  const { dispatch } = setUp();
  const signal = new AbortController().signal;
  expect(dispatch.tryReserve('lambda', 'Invoke', { Name: 'full' }, call)).toBeUndefined();
  expect(await dispatch.tryReserve('lambda', 'Invoke', { Name: 'f' }, call)?.run()).toBe('ran f');
  expect(await (await dispatch.reserve('lambda', 'Invoke', { Name: 'f' }, call, signal)).run()).toBe('ran f');
  expect(() => dispatch.tryReserve('lambda', 'Invoke', { Name: 'forbidden' }, call)).toThrow(/not authorized/);
  await expect(dispatch.reserve('lambda', 'Invoke', {}, call, signal)).rejects.toThrow(/must not be null/);
});

test('what nobody expected is reported and answered as an internal failure', async () => {
  const { dispatch, defects } = setUp();
  const failure = { code: 'ServiceException', status: 500 };
  await expect(dispatch.run('lambda', 'Invoke', { Name: 'defect' }, call)).rejects.toMatchObject(failure);
  await expect(dispatch.tryReserve('lambda', 'Invoke', { Name: 'defect' }, call)?.run()).rejects.toMatchObject(failure);
  expect(defects).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  await expect(dispatch.run('lambda', 'Invoke', { Name: 'refused' }, call)).rejects.toMatchObject({ status: 409 });
  expect(defects).toHaveLength(2);
});

test('audit lets pass what enforce would refuse, and records it', async () => {
  const { dispatch, denials } = setUp('audit');
  expect(await dispatch.run('lambda', 'Invoke', { Name: 'forbidden' }, call)).toBe('ran forbidden');
  expect(denials).toMatchObject([{ denial: { message: 'User: X is not authorized' }, account: '1', enforced: false }]);
});

test('audit records whom a role does not trust, too', () => {
  const denials: DeniedRequest[] = [];
  const audited = withAccessMode(authorizer, 'audit', (denial) => denials.push(denial));
  const resource = 'arn:aws:iam::1:role/R';
  const sourceArn = 'arn:aws:states:r:1:stateMachine:M';
  expect(audited.assumeDenial(resource, 'states.amazonaws.com', sourceArn)).toBeUndefined();
  expect(denials).toMatchObject([
    { who: 'states.amazonaws.com', account: '1', action: 'sts:AssumeRole', resource, sourceArn, enforced: false },
  ]);
});

test('off asks nobody', async () => {
  const { dispatch, denials } = setUp('off');
  expect(await dispatch.run('lambda', 'Invoke', { Name: 'forbidden' }, call)).toBe('ran forbidden');
  expect(denials).toEqual([]);
  expect(withAccessMode(authorizer, 'off').assumeDenial('role', 'states.amazonaws.com')).toBeUndefined();
});
