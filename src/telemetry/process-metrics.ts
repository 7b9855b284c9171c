/** What the process says of itself: processor time, memory, and how late its event loop is. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metric } from './prometheus-text.ts';

const DELAY_QUANTILES = [50, 90, 99];
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/** The delay is watched from the first time somebody looks, and told since the last time. */
export function processMetrics(): () => readonly Metric[] {
  let delay: ReturnType<typeof monitorEventLoopDelay> | undefined;

  function loopDelay(): Metric {
    if (delay === undefined) {
      delay = monitorEventLoopDelay({ resolution: 10 });
      delay.enable();
    }
    const watched = delay;
    const samples = DELAY_QUANTILES.map((percent) => ({
      labels: { quantile: String(percent / 100) },
      value: watched.percentile(percent) / NANOSECONDS,
    }));
    watched.reset();
    return {
      name: 'stepwell_event_loop_delay_seconds',
      help: 'How late the event loop was since the last time somebody asked',
      type: 'gauge',
      samples,
    };
  }

  return () => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return [
      {
        name: 'process_cpu_seconds_total',
        help: 'Processor time of the server, without functions',
        type: 'counter',
        samples: [{ value: (user + system) / MICROSECONDS }],
      },
      {
        name: 'process_resident_memory_bytes',
        help: 'Memory of the server, without functions',
        type: 'gauge',
        samples: [{ value: rss }],
      },
      {
        name: 'nodejs_heap_size_used_bytes',
        help: 'Heap of JavaScript in use',
        type: 'gauge',
        samples: [{ value: heapUsed }],
      },
      loopDelay(),
    ];
  };
}
