/** What a user gets from `npm install stepwell`, and that it is enough to work with. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skips } from '../optional-parts.ts';
import { InstalledPackage, repository, run } from './installed-package.ts';

const PERMISSIVE = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'BlueOak-1.0.0']);
const SHIPPED = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+|examples\/.+)$/;
const NOT_SHIPPED = /\.(test|contract)\.|\.map$|\.tsbuildinfo$|(?<!\.d)\.ts$|node_modules|\.stepwell/;

test('the package holds the build, the examples and the documents, and nothing else', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--silent'], repository);
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['dist/cli/main.js', 'dist/app.d.ts', 'dist/asl/index.d.ts', 'LICENSE']),
  );
  expect(paths).toContain('examples/call-center/definition.asl.json');
  expect(paths.filter((path) => !SHIPPED.test(path) || NOT_SHIPPED.test(path))).toEqual([]);
  const scripts = paths.filter((path) => path.startsWith('dist/') && /\.m?js$/.test(path));
  expect(
    scripts.filter((path) => readFileSync(join(repository, path), 'utf8').includes('\n//# sourceMappingURL')),
  ).toEqual([]);
});

describe.skipIf(skips('packaging'))('installed into an empty folder', () => {
  const installed = new InstalledPackage();
  beforeAll(() => installed.install());
  afterAll(() => installed.remove());

  test('everything that comes with it is permissively licensed', () => {
    const manifests = installed.manifests();
    expect(manifests.map(({ name }) => name)).toEqual(expect.arrayContaining(['stepwell', 'commander', 'libsql']));
    expect(manifests.filter(({ license }) => !PERMISSIVE.has(license ?? ''))).toEqual([]);
  });

  test('it starts, and deploys and runs the example', async () => {
    const server = await installed.start();
    try {
      const at = ['--endpoint', server.url];
      const example = join('node_modules', 'stepwell', 'examples', 'call-center');
      expect(await installed.stepwell('deploy', example, ...at)).toMatchObject({ code: 0, stderr: '' });
      const ended = await installed.stepwell('run', 'call-center', '--input', '{"inputCaseID":"001"}', ...at);
      expect([0, 2]).toContain(ended.code);
      expect(ended.stdout).toMatch(/\nSUCCEEDED after |\ncause: Engage Tier 2 Support\.\n$/);
    } finally {
      await server.stop();
    }
  });

  test('a program can embed the server and use the language', async () => {
    const program = `
      import { startStepwell } from 'stepwell';
      import { parseDefinition } from 'stepwell/asl';
      const stepwell = await startStepwell({ port: 0 });
      const health = await fetch(stepwell.url + '/health');
      await stepwell.close();
      const { diagnostics } = parseDefinition('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}');
      console.log(health.status, diagnostics.length);`;
    expect(await installed.runProgram('program.js', program)).toEqual({ code: 0, stdout: '200 0\n', stderr: '' });
  });

  test('the README’s program for the language alone does what it says', async () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    const [, program = ''] = /## The language on its own\n[\s\S]*?```js\n([\s\S]*?)```/.exec(readme) ?? [];
    const example = join(
      installed.folder,
      'node_modules',
      'stepwell',
      'examples',
      'call-center',
      'definition.asl.json',
    );
    copyFileSync(example, join(installed.folder, 'definition.asl.json'));
    const printed = "SUCCEEDED { inputCaseID: '001', Status: 1, Message: 'Close Case is done.' } 24 events\n";
    expect(await installed.runProgram('language.js', program)).toEqual({ code: 0, stdout: printed, stderr: '' });
  });

  test('its types are whole: the server for Node.js, the language without it', async () => {
    writeFileSync(
      join(installed.folder, 'server.ts'),
      `import { type RunningStepwell, startStepwell } from 'stepwell';
       const stepwell: RunningStepwell = await startStepwell({ port: 0, iam: 'audit' });
       export const url: string = stepwell.url;
       // @ts-expect-error
       export const wrong: number = stepwell.url;`,
    );
    writeFileSync(
      join(installed.folder, 'language.ts'),
      `import { type Diagnostic, parseDefinition } from 'stepwell/asl';
       export const diagnostics: readonly Diagnostic[] = parseDefinition('{}').diagnostics;
       // @ts-expect-error
       export const wrong: string = parseDefinition('{}').diagnostics;`,
    );
    const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
    const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules', '@types')];
    for (const args of [
      ['server.ts', ...types],
      ['language.ts', '--types', '', '--lib', 'es2023'],
    ]) {
      const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];
      const { code, stdout } = await run(process.execPath, [tsc, ...options, ...args], installed.folder);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    }
  });
});
