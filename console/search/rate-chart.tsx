/** Executions per minute as bars: those that ended well below, those that did not on top. */
import type { Overview } from '../../src/base/stepwell-api.ts';
import './rate-chart.css';

const [WIDTH, HEIGHT] = [600, 120];

export function RateChart({ perMinute }: { readonly perMinute: Overview['perMinute'] }) {
  const bars = perMinute.map(({ startDate, succeeded, failed, timedOut, aborted }) => ({
    startDate,
    succeeded,
    others: failed + timedOut + aborted,
  }));
  const most = Math.max(1, ...bars.map(({ succeeded, others }) => succeeded + others));
  const width = WIDTH / Math.max(1, bars.length);
  const heightOf = (count: number) => (count / most) * HEIGHT;
  const total = (part: 'succeeded' | 'others') => bars.reduce((sum, bar) => sum + bar[part], 0);
  return (
    <figure className="rate-chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Ended in ${bars.length} minutes: ${total('succeeded')} succeeded, ${total('others')} did not`}
      >
        {bars.map(({ startDate, succeeded, others }, i) => (
          <g key={startDate} transform={`translate(${i * width} 0)`}>
            <title>{`${new Date(startDate * 1000).toLocaleTimeString()}: ${succeeded} succeeded, ${others} did not`}</title>
            <rect className="rate-room" width={width} height={HEIGHT} />
            <rect
              className="rate-succeeded"
              width={width * 0.8}
              y={HEIGHT - heightOf(succeeded)}
              height={heightOf(succeeded)}
            />
            <rect
              className="rate-others"
              width={width * 0.8}
              y={HEIGHT - heightOf(succeeded + others)}
              height={heightOf(others)}
            />
          </g>
        ))}
      </svg>
      <figcaption>
        <span>{bars.length} minutes ago</span>
        <span>at most {most} per minute</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
