/** Before the tests: workers, function processes and whole servers run from dist/, so it has to match src/. */
import { build, buildIsStale } from '../scripts/build.mjs';

export default async function buildWhenStale(): Promise<void> {
  if (!buildIsStale()) return;
  if ((await build('ignore')) !== 0)
    console.warn('The build has errors (see npm run build); the tests run with what the compiler wrote.');
}
