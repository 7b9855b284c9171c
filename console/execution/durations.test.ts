import { expect, test } from 'vitest';
import { durationsOf } from './durations.ts';
import type { Visit } from './visits.ts';

const visit = (name: string, exitedMs: number | undefined, status: Visit['status'] = 'succeeded'): Visit => ({
  id: 2,
  name,
  type: 'Task',
  container: undefined,
  iterations: [],
  status,
  enteredMs: 0,
  exitedMs,
  input: '{}',
  output: '{}',
  assigned: {},
  error: undefined,
  cause: undefined,
  attempts: [],
  functionName: undefined,
  itemCount: undefined,
  mapRunArn: undefined,
});

test('durations are told by state, with what failed, and without what still runs', () => {
  const visits = [
    ...Array.from({ length: 20 }, (_, i) => visit('A', i + 1)),
    visit('B', 7, 'failed'),
    visit('B', undefined),
  ];
  expect(durationsOf(visits)).toEqual([
    { name: 'A', count: 20, failed: 0, medianMs: 11, p95Ms: 20 },
    { name: 'B', count: 1, failed: 1, medianMs: 7, p95Ms: 7 },
  ]);
});
