import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callOf, LambdaUnderTest, refusal } from '../../../../tests/support/lambda-under-test.ts';
import { FakeClock } from '../../../base/clock.ts';

const clock = new FakeClock();
const lambda = new LambdaUnderTest({ clock });
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const SIGNER = 'arn:aws:signer:us-east-1:123456789012:/signing-profiles/test';
const UNKNOWN = `arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-${'0'.repeat(17)}`;

async function createConfig(): Promise<string> {
  const input = { AllowedPublishers: { SigningProfileVersionArns: [SIGNER] } };
  return (await lambda.run('CreateCodeSigningConfig', input)).CodeSigningConfig.CodeSigningConfigArn;
}

describe('code signing configurations', () => {
  test('warn unless they are told to enforce, and keep what an update does not name', async () => {
    const CodeSigningConfigArn = await createConfig();
    expect(CodeSigningConfigArn).toMatch(/:code-signing-config:csc-[a-z0-9]{17}$/);
    const updated = await lambda.run('UpdateCodeSigningConfig', { CodeSigningConfigArn, Description: 'mine' });
    expect(updated.CodeSigningConfig).toMatchObject({
      Description: 'mine',
      AllowedPublishers: { SigningProfileVersionArns: [SIGNER] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
    });
    expect(await lambda.run('GetCodeSigningConfig', { CodeSigningConfigArn })).toEqual(updated);
  });

  test('are listed in the order in which they were made', async () => {
    const made: string[] = [];
    for (let i = 0; i < 3; i++) {
      clock.advance(1);
      made.push(await createConfig());
    }
    const { CodeSigningConfigs } = await lambda.run('ListCodeSigningConfigs');
    const arns = CodeSigningConfigs.map((config: { CodeSigningConfigArn: string }) => config.CodeSigningConfigArn);
    expect(arns.slice(-3)).toEqual(made);
  });

  test('one that a function has cannot be deleted before the function has let go of it', async () => {
    const CodeSigningConfigArn = await createConfig();
    const FunctionName = await lambda.create(undefined, { CodeSigningConfigArn });
    const functions = await lambda.run('ListFunctionsByCodeSigningConfig', { CodeSigningConfigArn });
    expect(functions.FunctionArns).toEqual([expect.stringMatching(new RegExp(`:function:${FunctionName}$`))]);
    await expect(lambda.run('DeleteCodeSigningConfig', { CodeSigningConfigArn })).rejects.toMatchObject(
      refusal('ResourceConflictException', /cannot be deleted while functions use it/, 409),
    );
    await lambda.run('DeleteFunctionCodeSigningConfig', { FunctionName });
    expect(await lambda.run('GetFunctionCodeSigningConfig', { FunctionName })).toEqual({});
    await lambda.run('DeleteCodeSigningConfig', { CodeSigningConfigArn });
    await expect(lambda.run('GetCodeSigningConfig', { CodeSigningConfigArn })).rejects.toMatchObject({ status: 404 });
  });

  test('a function can only have one that is there, in its own account and region', async () => {
    const FunctionName = await lambda.create();
    const refused = refusal('CodeSigningConfigNotFoundException', /Check that the provided configuration/, 404);
    const put = (CodeSigningConfigArn: string, call = callOf()) =>
      lambda.run('PutFunctionCodeSigningConfig', { FunctionName, CodeSigningConfigArn }, call);
    await expect(put(UNKNOWN)).rejects.toMatchObject(refused);
    await expect(put((await createConfig()).replace('us-east-1', 'eu-west-1'))).rejects.toMatchObject(refused);
    await expect(lambda.create(undefined, { CodeSigningConfigArn: UNKNOWN })).rejects.toMatchObject(refused);
  });
});
