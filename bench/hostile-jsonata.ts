/** How long hostile JSONata expressions hold up others before they fail: a timer of one millisecond runs beside each of them. */
import { HOSTILE } from '../src/asl/jsonata/hostile-expressions.testing.ts';
import { outcomeOf } from '../src/asl/jsonata/query.testing.ts';
import { type Figure, figures } from './figure.ts';

export async function measureHostileJsonata(): Promise<readonly Figure[]> {
  let worst = { what: '', heldUpMs: 0 };
  let longestMs = 0;
  for (const { what, text, input } of HOSTILE) {
    const { tookMs, heldUpMs } = await besideTimer(() => outcomeOf(text, { input }));
    longestMs = Math.max(longestMs, tookMs);
    if (heldUpMs > worst.heldUpMs) worst = { what, heldUpMs };
  }
  return figures({
    'hostile JSONata: timer held up at most': [worst.heldUpMs, `ms (${worst.what})`],
    'hostile JSONata: fails after at most': [longestMs, 'ms'],
  });
}

/** What `work` took, and the longest time a timer of one millisecond had to wait meanwhile. */
async function besideTimer(
  work: () => Promise<unknown>,
): Promise<{ readonly tookMs: number; readonly heldUpMs: number }> {
  const startMs = performance.now();
  let lastMs = startMs;
  let heldUpMs = 0;
  const tick = () => {
    const nowMs = performance.now();
    heldUpMs = Math.max(heldUpMs, nowMs - lastMs - 1);
    lastMs = nowMs;
  };
  const timer = setInterval(tick, 1);
  await work();
  const tookMs = performance.now() - startMs;
  // the last of the work counts too
  await new Promise((resolve) => setTimeout(resolve, 2));
  tick();
  clearInterval(timer);
  return { tookMs, heldUpMs };
}
