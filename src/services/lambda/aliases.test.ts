/** Aliases of functions, with real processes. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ARN, LambdaUnderTest, refusal, zip } from '../../../tests/support/lambda-under-test.ts';
import { RandomStream, seededRandom } from '../../base/random.ts';
import { chooseVersion } from './alias-routing.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const TELL = 'exports.handler = async (event, context) => [context.functionVersion, context.invokedFunctionArn];';

let FunctionName: string;
/** With versions 1 and 2. */
beforeEach(async () => {
  FunctionName = await lambda.create(TELL);
  await lambda.updated(FunctionName);
  await lambda.run('PublishVersion', { FunctionName });
  await lambda.run('UpdateFunctionCode', { FunctionName, ZipFile: zip(`${TELL}\n`) });
  await lambda.updated(FunctionName);
  await lambda.run('PublishVersion', { FunctionName });
});

const create = (input: object = {}) =>
  lambda.run('CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '1', ...input });
const update = (input: object) => lambda.run('UpdateAlias', { FunctionName, Name: 'live', ...input });
const weights = (AdditionalVersionWeights: object) => ({ RoutingConfig: { AdditionalVersionWeights } });

test('an alias leads to its version, and moves', async () => {
  const created = await create();
  expect(created).toEqual({
    AliasArn: `${ARN}${FunctionName}:live`,
    Name: 'live',
    FunctionVersion: '1',
    Description: '',
    RevisionId: expect.any(String),
  });
  expect(await lambda.run('GetAlias', { FunctionName, Name: 'live' })).toEqual(created);
  const first = await lambda.invoke(FunctionName, { Qualifier: 'live' });
  expect([first.ExecutedVersion, JSON.parse(first.Payload)]).toEqual(['1', ['1', `${ARN}${FunctionName}:live`]]);
  const moved = await update({ FunctionVersion: '2', RevisionId: created.RevisionId });
  expect(moved).toMatchObject({ FunctionVersion: '2', Description: '' });
  expect(moved.RevisionId).not.toBe(created.RevisionId);
  expect((await lambda.invoke(`${FunctionName}:live`)).ExecutedVersion).toBe('2');
  const { FunctionArn, Version } = await lambda.run('GetFunctionConfiguration', { FunctionName, Qualifier: 'live' });
  expect([FunctionArn, Version]).toEqual([`${ARN}${FunctionName}:live`, '2']);
});

test('a weighted alias sends some invocations elsewhere', async () => {
  expect(await create(weights({ 2: 1 }))).toMatchObject(weights({ 2: 1 }));
  expect((await lambda.invoke(FunctionName, { Qualifier: 'live' })).ExecutedVersion).toBe('2');
  expect(await update(weights({}))).not.toHaveProperty('RoutingConfig');
  expect((await lambda.invoke(FunctionName, { Qualifier: 'live' })).ExecutedVersion).toBe('1');
});

test('shares are as weighted', () => {
  const random = seededRandom(new RandomStream('5eed').uuid().replaceAll('-', ''));
  const alias = { name: 'a', description: '', version: '1', weights: { 2: 0.2 }, revisionId: '' };
  const chosen = Array.from({ length: 1000 }, () => chooseVersion(alias, random));
  const share = chosen.filter((version) => version === '2').length / chosen.length;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.25);
});

test.each([
  [{ FunctionVersion: '10' }, 'ResourceNotFoundException', /^Function not found: .*:10$/],
  [weights({ 10: 0.5 }), 'ResourceNotFoundException', /^Function not found: .*:10$/],
  [
    weights({ 1: 0.5 }),
    'InvalidParameterValueException',
    'Invalid function version 1. Function version 1 is already included in routing configuration.',
  ],
  [
    weights({ 1: 0.5, 2: 0.5 }),
    'InvalidParameterValueException',
    'Number of items in AdditionalVersionWeights cannot be greater than 1',
  ],
  [
    { FunctionVersion: '$LATEST', ...weights({ 1: 0.5 }) },
    'InvalidParameterValueException',
    /^\$LATEST is not supported for an alias pointing to more than 1 version$/,
  ],
])('what cannot be: %o', async (input, code, message) => {
  await expect(create(input)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('a name is taken once; what is not there cannot be found, but deleted', async () => {
  await create();
  const taken = refusal('ResourceConflictException', `Alias already exists: ${ARN}${FunctionName}:live`, 409);
  await expect(create()).rejects.toMatchObject(taken);
  await expect(update({ RevisionId: 'wrong' })).rejects.toMatchObject({ code: 'PreconditionFailedException' });
  const missing = { FunctionName, Name: 'missing' };
  const notFound = (text: string) =>
    refusal('ResourceNotFoundException', `${text}: ${ARN}${FunctionName}:missing`, 404);
  await expect(lambda.run('UpdateAlias', missing)).rejects.toMatchObject(notFound('Alias not found'));
  await expect(lambda.run('GetAlias', missing)).rejects.toMatchObject(notFound('Cannot find alias arn'));
  await expect(lambda.invoke(FunctionName, { Qualifier: 'missing' })).rejects.toMatchObject(
    notFound('Function not found'),
  );
  expect(await lambda.run('DeleteAlias', missing)).toEqual({});
});

test('a version an alias leads to stays, and an alias is not deleted as a version is', async () => {
  await create();
  const remove = (Qualifier: string) => lambda.run('DeleteFunction', { FunctionName, Qualifier });
  await expect(remove('1')).rejects.toMatchObject({ code: 'ResourceConflictException' });
  await expect(remove('live')).rejects.toMatchObject(
    refusal('InvalidParameterValueException', 'Deletion of aliases is not currently supported.'),
  );
  await lambda.run('DeleteAlias', { FunctionName, Name: 'live' });
  expect(await remove('1')).toEqual({});
});

test('lists are in order of name, in pages, by version if asked; aliases survive a restart', async () => {
  await create({ Name: 'c', ...weights({ 2: 0.5 }) });
  await create({ Name: 'b', FunctionVersion: '2' });
  await create({ Name: 'a' });
  await lambda.service.close();
  await lambda.open();
  const namesOf = async (input: object = {}) => {
    const { Aliases, NextMarker } = await lambda.run('ListAliases', { FunctionName, ...input });
    return { names: Aliases.map(({ Name }: { Name: string }) => Name).join(), NextMarker };
  };
  expect((await namesOf()).names).toBe('a,b,c');
  expect((await namesOf({ FunctionVersion: '2' })).names).toBe('b,c');
  const { names, NextMarker } = await namesOf({ MaxItems: 2 });
  expect(names).toBe('a,b');
  expect(await namesOf({ Marker: NextMarker })).toEqual({ names: 'c', NextMarker: undefined });
});
