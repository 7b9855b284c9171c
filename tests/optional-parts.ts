/**
 * Parts of the tests that need more than Node. Where such a thing is missing, they are skipped and `npm test` says so;
 * with STEPWELL_REQUIRE_ALL=1, as in CI, its absence is a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programsNamed } from '../src/runtimes/programs-in-path.ts';
import { awsCliPath, pythonPath } from './support/aws-clients.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface OptionalPart {
  readonly tests: string;
  readonly needs: string;
  present(): boolean;
}

export const conformanceCorpus = join(root, '..', 'shared', 'conformance');

export const CHROMIUM_PATH = '/usr/bin/chromium';

export const OPTIONAL_PARTS = {
  conformance: {
    tests: 'tests/conformance',
    needs: 'the recorded answers of AWS in ../shared/conformance',
    present: () => existsSync(join(conformanceCorpus, 'run.mjs')),
  },
  awsCli: {
    tests: 'the tests with the AWS CLI',
    needs: "the AWS CLI, version 2 (Debian's package awscli)",
    present: () => awsCliPath() !== undefined,
  },
  boto3: {
    tests: 'the tests with boto3',
    needs: "Python 3 with boto3 (Debian's package python3-boto3)",
    present: () => pythonPath() !== undefined,
  },
  python: {
    tests: 'the tests of functions in Python',
    needs: "Python 3 (Debian's package python3)",
    present: () => programsNamed('python3').length > 0,
  },
  bubblewrap: {
    tests: 'the tests of isolation by bubblewrap',
    needs: "bubblewrap (Debian's package bubblewrap), and a kernel that lets users have namespaces",
    present: () => {
      const [command] = programsNamed('bwrap');
      return (
        command !== undefined && spawnSync(command, ['--unshare-user', '--ro-bind', '/', '/', 'true']).status === 0
      );
    },
  },
  console: {
    tests: 'tests/console',
    needs: "Chromium (Debian's package chromium)",
    present: () => existsSync(CHROMIUM_PATH),
  },
  packaging: {
    tests: 'tests/packaging',
    needs: 'a package registry that npm can reach',
    present: () => spawnSync('npm', ['ping', '--silent'], { timeout: 10_000 }).status === 0,
  },
} satisfies Record<string, OptionalPart>;

export const everythingRequired = process.env['STEPWELL_REQUIRE_ALL'] === '1';

/** Whether the tests of a part are to be left out; never where everything is required. */
export function skips(part: keyof typeof OPTIONAL_PARTS): boolean {
  return !everythingRequired && !OPTIONAL_PARTS[part].present();
}
