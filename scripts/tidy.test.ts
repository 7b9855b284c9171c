import { describe, expect, test } from 'vitest';
import { tidyProblems } from './tidy.ts';

const check = (path: string, text: string) => tidyProblems([{ path, text: `/** What it is. */\n${text}` }]);

describe('the order of layers', () => {
  test('a layer imports itself and what stands below it', () => {
    expect(check('src/api/dispatch.ts', "import { a } from '../services/iam/roles.ts';")).toEqual([]);
    expect(check('src/engine/engine.ts', "import { a } from './wake.ts';\nimport b from '../asl/advance.ts';")).toEqual(
      [],
    );
    expect(check('src/cli/start.ts', "const app = await import('../app.ts');")).toEqual([]);
  });

  test('an import upwards is a problem, of types and over several lines as well', () => {
    expect(check('src/base/json.ts', "import type { Engine } from '../engine/engine.ts';")).toEqual([
      'src/base/json.ts: imports ../engine/engine.ts, but base must not import engine',
    ]);
    expect(check('src/engine/engine.ts', "import {\n  a,\n  b,\n} from '../app.ts';")).toHaveLength(1);
    expect(check('src/http/server.ts', "export * from '../cli/main.ts';")).toHaveLength(1);
  });

  test('folders in one row do not import each other', () => {
    expect(check('src/asl/advance.ts', "import '../store/store.ts';")).toHaveLength(1);
    expect(check('src/services/iam/index.ts', "import { x } from '../../integrations/lambda.ts';")).toHaveLength(1);
  });

  test('services do not import each other', () => {
    expect(check('src/services/states/index.ts', "import { x } from '../iam/roles.ts';")).toEqual([
      'src/services/states/index.ts: imports ../iam/roles.ts, but services do not import each other',
    ]);
    expect(check('src/services/states/index.ts', "import { x } from './executions.ts';")).toEqual([]);
  });

  test('the language does not import Node', () => {
    expect(check('src/asl/advance.ts', "import { createHash } from 'node:crypto';")).toHaveLength(1);
    expect(check('src/engine/engine.ts', "import { createHash } from 'node:crypto';")).toEqual([]);
  });

  test('a folder that is not in the table is a problem', () => {
    expect(check('src/extras/a.ts', "import { a } from '../base/json.ts';")).toHaveLength(1);
  });

  test('tests may put any parts together', () => {
    expect(check('src/base/json.test.ts', "import { a } from '../app.ts';")).toEqual([]);
  });
});

test('a name that says nothing is a problem', () => {
  for (const name of ['utils', 'helpers', 'common', 'types']) expect(check(`src/base/${name}.ts`, '')).toHaveLength(1);
  expect(check('src/base/data-types.ts', '')).toEqual([]);
});

test('a file of more than 500 lines is a problem unless it is generated', () => {
  const long = 'export {};\n'.repeat(500);
  expect(check('tests/crash/kill.test.ts', long)).toHaveLength(1);
  expect(check('src/protocols/model.gen.ts', long)).toEqual([]);
});

test('a source file without an opening comment is a problem', () => {
  expect(tidyProblems([{ path: 'src/base/a.ts', text: 'export const a = 1;\n' }])).toHaveLength(1);
  expect(tidyProblems([{ path: 'src/cli/main.ts', text: '#!/usr/bin/env node\n/** The command. */\n' }])).toEqual([]);
});
