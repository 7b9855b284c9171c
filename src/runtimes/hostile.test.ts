import { describe } from 'vitest';
import { skips } from '../../tests/optional-parts.ts';
import { hostileFunctionsContract } from './hostile.contract.ts';
import { bwrapIsolation } from './isolation/bwrap.ts';
import { plainProcessIsolation } from './isolation/plain-process.ts';
import { programsNamed } from './programs-in-path.ts';

hostileFunctionsContract('process', () => plainProcessIsolation(false, 'run as the user that runs Stepwell'));
describe.skipIf(skips('bubblewrap'))('', () => {
  hostileFunctionsContract('bwrap', () => bwrapIsolation(programsNamed('bwrap')[0] ?? 'bwrap'));
});
