/** Resource policies of functions. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ARN, callOf, LambdaUnderTest, refusal } from '../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

let FunctionName: string;
beforeEach(async () => {
  FunctionName = await lambda.create();
  await lambda.updated(FunctionName);
});

const add = (input: object = {}) =>
  lambda.run('AddPermission', {
    FunctionName,
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    ...input,
  });
const remove = (input: object = {}) => lambda.run('RemovePermission', { FunctionName, StatementId: 's', ...input });
const policyOf = (input: object = {}) => lambda.run('GetPolicy', { FunctionName, ...input });
/** What the authoriser is asked when the function is invoked. */
const askedFor = (input: object = {}) =>
  lambda.service.service.operations['Invoke']?.permissions({ FunctionName, ...input }, callOf());

test('statements are kept over a restart, and shown as the policy that Invoke asks', async () => {
  const { Statement } = await add({ SourceArn: 'arn:aws:s3:::bucket', SourceAccount: '123456789012' });
  const statement = {
    Sid: 's',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: `${ARN}${FunctionName}`,
    Condition: {
      StringEquals: { 'AWS:SourceAccount': '123456789012' },
      ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' },
    },
  };
  expect(JSON.parse(Statement)).toEqual(statement);
  await lambda.service.close();
  await lambda.open();
  const { Policy } = await policyOf();
  expect(JSON.parse(Policy)).toEqual({ Version: '2012-10-17', Id: 'default', Statement: [statement] });
  const resource = `${ARN}${FunctionName}`;
  expect(askedFor()).toEqual([{ action: 'lambda:InvokeFunction', resource, resourcePolicy: Policy }]);
});

test('each qualifier has its own policy, and an alias takes it along', async () => {
  await lambda.run('PublishVersion', { FunctionName });
  await lambda.run('CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '1' });
  await add({ Qualifier: 'live' });
  await expect(policyOf()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  const { Policy } = await policyOf({ Qualifier: 'live' });
  expect(JSON.parse(Policy).Statement[0].Resource).toBe(`${ARN}${FunctionName}:live`);
  expect(askedFor({ Qualifier: 'live' })?.[0]).toHaveProperty('resourcePolicy', Policy);
  expect(askedFor()?.[0]).not.toHaveProperty('resourcePolicy');
  await lambda.run('DeleteAlias', { FunctionName, Name: 'live' });
  await lambda.run('CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '1' });
  await expect(policyOf({ Qualifier: 'live' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test.each([
  ['*', '*'],
  ['123456789012', { AWS: 'arn:aws:iam::123456789012:root' }],
  ['arn:aws:iam::123456789012:user/u', { AWS: 'arn:aws:iam::123456789012:user/u' }],
  ['states.amazonaws.com', { Service: 'states.amazonaws.com' }],
])('the principal %s', async (Principal, shown) => {
  expect(JSON.parse((await add({ Principal })).Statement).Principal).toEqual(shown);
});

test('the last statement takes the policy along; revisions are checked', async () => {
  await add();
  const { RevisionId } = await policyOf();
  await expect(remove({ RevisionId: 'wrong' })).rejects.toMatchObject(
    refusal('PreconditionFailedException', /Call the GetPolicy API to retrieve/, 412),
  );
  await remove({ RevisionId });
  await expect(policyOf()).rejects.toMatchObject(
    refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404),
  );
  await expect(remove()).rejects.toMatchObject(
    refusal('ResourceNotFoundException', 'No policy is associated with the given resource.', 404),
  );
});

test('what cannot be added', async () => {
  await add();
  await expect(add()).rejects.toMatchObject(
    refusal('ResourceConflictException', /^The statement id \(s\) provided already exists\./, 409),
  );
  await expect(add({ StatementId: 't', Principal: 'invalid.nonaws.com' })).rejects.toMatchObject(
    refusal('InvalidParameterValueException', /^The provided principal was invalid\./),
  );
  await expect(add({ Qualifier: '$LATEST' })).rejects.toMatchObject(
    refusal('InvalidParameterValueException', 'We currently do not support adding policies for $LATEST.'),
  );
  await expect(add({ StatementId: 'long', SourceArn: `arn:aws:s3:::${'x'.repeat(20_480)}` })).rejects.toMatchObject({
    code: 'PolicyLengthExceededException',
  });
});
