/** Before the tests: workers, function processes and whole servers run from dist/, so it has to match src/. */
import { build, buildIsStale } from '../scripts/build.mjs';

export default async function buildWhenStale(): Promise<void> {
  if (!buildIsStale()) return;
  const code = await build();
  if (code !== 0) console.warn('The build has errors (above); the tests run with what the compiler wrote.');
}
