/**
 * How long hostile JSONata expressions are evaluated before they fail, and how long a timer of one millisecond is held up
 * meanwhile: `npx tsx bench/jsonata-hostile.ts`.
 */
import { HOSTILE } from '../src/asl/jsonata/hostile-expressions.testing.ts';
import { outcomeOf } from '../src/asl/jsonata/query.testing.ts';

/** Runs `work` beside a timer; gives what it took, and the longest time the timer had to wait. */
async function measure(work: () => Promise<unknown>): Promise<{ readonly tookMs: number; readonly heldUpMs: number }> {
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

for (const { what, text, input } of HOSTILE) {
  const { tookMs, heldUpMs } = await measure(() => outcomeOf(text, { input }));
  console.log(`${tookMs.toFixed(0).padStart(6)} ms, held up ${heldUpMs.toFixed(0).padStart(4)} ms: ${what}`);
}
