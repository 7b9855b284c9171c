import { readdirSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callOf, LambdaUnderTest, refusal } from '../../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

let published = 0;

/** A layer with a module that tells where it is from. @returns the version's ARN */
async function publish(LayerName = `layer${published++}`, text: string = LayerName, input: object = {}) {
  const files = {
    'nodejs/node_modules/told/index.js': strToU8(`module.exports = ${JSON.stringify(text)};`),
    [`nodejs/node_modules/only-${LayerName}/index.js`]: strToU8('module.exports = true;'),
  };
  const Content = { ZipFile: zipSync(files) };
  return (await lambda.run('PublishLayerVersion', { LayerName, Content, ...input })).LayerVersionArn as string;
}

const TELL = `exports.handler = async (names) => names.map((name) => {
  try { return require(name); } catch (error) { return error.code; }
});`;

const tell = async (FunctionName: string, names: readonly string[]) => {
  const { Payload } = await lambda.invoke(FunctionName, { Payload: JSON.stringify(names) });
  return JSON.parse(Payload);
};

describe('the layers of a function', () => {
  test('are found by its code, later ones over earlier ones', async () => {
    const Layers = [await publish('first'), await publish('second')];
    const name = await lambda.create(TELL, { Layers });
    expect(await tell(name, ['told', 'only-first', 'only-second'])).toEqual(['second', true, true]);
  });

  test('change with its configuration, and an empty list takes them away', async () => {
    const name = await lambda.create(TELL, { Layers: [await publish(undefined, 'before')] });
    expect(await tell(name, ['told'])).toEqual(['before']);
    const Layers = [await publish(undefined, 'after')];
    await lambda.updated(name);
    const updated = await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Layers });
    expect(updated.Layers).toEqual([{ Arn: Layers[0], CodeSize: expect.any(Number) }]);
    await lambda.updated(name);
    expect(await tell(name, ['told'])).toEqual(['after']);
    await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Layers: [] });
    await lambda.updated(name);
    expect(await tell(name, ['told'])).toEqual(['MODULE_NOT_FOUND']);
    expect((await lambda.run('GetFunctionConfiguration', { FunctionName: name })).Layers).toBeUndefined();
  });

  test('stay when the layer version is deleted, also over a restart, and go with the function', async () => {
    const LayerName = 'deleted';
    // Code of its own: packages with the same content are one.
    const name = await lambda.create(`${TELL} // ${LayerName}`, { Layers: [await publish(LayerName, 'still there')] });
    await lambda.run('DeleteLayerVersion', { LayerName, VersionNumber: 1 });
    await lambda.updated(name);
    await lambda.reopen();
    expect(await tell(name, ['told'])).toEqual(['still there']);
    await lambda.run('DeleteFunction', { FunctionName: name });
    const before = readdirSync(lambda.codeRoot).length;
    await lambda.reopen();
    // The code of the function and of the layer are both gone.
    expect(readdirSync(lambda.codeRoot)).toHaveLength(before - 2);
  });

  test.each([
    [6, /^Cannot reference more than 5 layers\.$/],
    [2, /^Two different versions of the same layer are not allowed .*:1 and .*:2 are versions of the same layer\.$/],
  ])('%d versions of one layer are refused', async (count, message) => {
    const Layers = Array.from({ length: count }, (_, i) => `${arnOf('many')}:${i + 1}`);
    for (const _ of Layers) await publish('many');
    await expect(lambda.create(TELL, { Layers })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', message),
    );
  });

  test.each([
    [`${arnOf('none')}:1`, `Layer version ${arnOf('none')}:1 does not exist.`],
    [`${arnOf('none')}:0`, 'Layer Version Cannot be less than 1'],
    [
      `${arnOf('none').replace('us-east-1', 'eu-west-1')}:1`,
      'Layers are not in the same region as the function. Layers are expected to be in region us-east-1.',
    ],
  ])('%s is refused', async (arn, message) => {
    await expect(lambda.create(TELL, { Layers: [arn] })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', message),
    );
  });

  test('may be no larger than a function, together with its code', async () => {
    // One package as layer and as code: it is unpacked once.
    const Content = { ZipFile: zipSync({ 'zeros.bin': new Uint8Array(140 * 1024 * 1024) }, { level: 1 }) };
    const { LayerVersionArn } = await lambda.run('PublishLayerVersion', { LayerName: 'big', Content });
    const tooLarge = refusal('InvalidParameterValueException', 'Unzipped size must be smaller than 262144000 bytes');
    const name = await lambda.create(TELL, { Code: Content });
    await lambda.updated(name);
    const Layers = [LayerVersionArn];
    await expect(lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Layers })).rejects.toMatchObject(
      tooLarge,
    );
    await expect(lambda.create(TELL, { Code: Content, Layers })).rejects.toMatchObject(tooLarge);
  });

  test('have to be readable by who gives them to a function', () => {
    const { operations } = lambda.service.service;
    const input = { ...lambda.inputOf('f'), Layers: [`${arnOf('first')}:1`] };
    expect(operations['CreateFunction']?.permissions(input, callOf())).toContainEqual({
      action: 'lambda:GetLayerVersion',
      resource: `${arnOf('first')}:1`,
    });
  });
});

function arnOf(name: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:layer:${name}`;
}

describe('layer versions', () => {
  test('have rising numbers, which are not given again', async () => {
    await publish('numbered');
    await lambda.run('DeleteLayerVersion', { LayerName: 'numbered', VersionNumber: 1 });
    expect(await publish('numbered')).toBe(`${arnOf('numbered')}:2`);
  });

  test('published at the same time get numbers of their own', async () => {
    const arns = await Promise.all([1, 2, 3].map(() => publish('raced')));
    expect(arns.sort()).toEqual([1, 2, 3].map((number) => `${arnOf('raced')}:${number}`));
  });

  test('are listed newest first, by what they go with, page by page', async () => {
    await publish('listed', '', { CompatibleRuntimes: ['nodejs20.x'] });
    await publish('listed', '', { CompatibleArchitectures: ['arm64'] });
    await publish('listed', '', { CompatibleRuntimes: ['nodejs20.x'] });
    const list = async (input: object = {}) => {
      const { LayerVersions, NextMarker } = await lambda.run('ListLayerVersions', { LayerName: 'listed', ...input });
      return { versions: LayerVersions.map(({ Version }: { Version: number }) => Version), NextMarker };
    };
    expect((await list()).versions).toEqual([3, 2, 1]);
    expect((await list({ CompatibleRuntime: 'nodejs20.x' })).versions).toEqual([3, 1]);
    expect((await list({ CompatibleArchitecture: 'arm64' })).versions).toEqual([2]);
    const { versions, NextMarker } = await list({ MaxItems: 2 });
    expect(versions).toEqual([3, 2]);
    expect((await list({ Marker: NextMarker })).versions).toEqual([1]);
    const { Layers } = await lambda.run('ListLayers', { CompatibleArchitecture: 'arm64' });
    expect(Layers).toMatchObject([{ LayerName: 'listed', LatestMatchingVersion: { Version: 2 } }]);
  });

  test('that are not there are not found', async () => {
    await expect(lambda.run('GetLayerVersion', { LayerName: 'none', VersionNumber: 1 })).rejects.toMatchObject(
      refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404),
    );
    await expect(lambda.run('GetLayerVersion', { LayerName: 'none', VersionNumber: 0 })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', 'Layer Version Cannot be less than 1'),
    );
    expect(await lambda.run('DeleteLayerVersion', { LayerName: 'none', VersionNumber: 1 })).toEqual({});
  });

  test('let other accounts in by their policy', async () => {
    const LayerName = arnOf('shared');
    await publish('shared');
    const statement = { StatementId: 's', Action: 'lambda:GetLayerVersion', Principal: '210987654321' };
    const named = { LayerName, VersionNumber: 1 };
    await lambda.run('AddLayerVersionPermission', { ...named, ...statement, OrganizationId: 'o-1234567890' });
    const { operations } = lambda.service.service;
    const [permission] = operations['GetLayerVersion']?.permissions(named, callOf()) ?? [];
    expect(JSON.parse(permission?.resourcePolicy ?? '').Statement).toEqual([
      {
        Sid: 's',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        Action: 'lambda:GetLayerVersion',
        Resource: `${LayerName}:1`,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } },
      },
    ]);
    await lambda.run('RemoveLayerVersionPermission', { ...named, StatementId: 's' });
    await expect(lambda.run('GetLayerVersionPolicy', named)).rejects.toMatchObject({ status: 404 });
  });
});
