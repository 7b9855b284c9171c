/** What has to hold at the end of a simulated life. Each problem is a line. */
import { isDeepStrictEqual } from 'node:util';
import type { Seen } from '../support/engine-under-test.ts';
import { type Result, resultOf } from './model.ts';
import { UNKNOWN_OUTCOME } from './plan.ts';
import type { Execution, Simulation } from './simulation.ts';
import { type Attempt, Visits } from './visits.ts';

export async function problemsOf(simulation: Simulation): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const execution of simulation.executions) {
    const seen = await simulation.world.see(execution.name, execution.machine);
    const found = seen === undefined ? absentProblems(execution) : executionProblems(simulation, execution, seen);
    problems.push(...found.map((problem) => `${execution.name} of ${execution.machine}: ${problem}`));
  }
  return [...problems, ...(await listProblems(simulation)), ...runProblems(simulation), ...leftovers(simulation)];
}

function absentProblems({ answer }: Execution): readonly string[] {
  return answer === 'started' || answer === 'name-taken'
    ? [`does not exist, but its start was answered ${answer}`]
    : [];
}

function executionProblems(simulation: Simulation, execution: Execution, seen: Seen): readonly string[] {
  return [...historyProblems(seen), ...resultProblems(simulation, execution, seen)];
}

/** The history is whole and agrees with the row. */
function historyProblems({ row, view, events, types }: Seen): readonly string[] {
  const problems: string[] = [];
  events.forEach(({ id, previousEventId, timestamp }, i) => {
    if (id !== i + 1) problems.push(`event ${i + 1} has id ${id}`);
    if (previousEventId < 0 || previousEventId >= id) problems.push(`event ${id} follows event ${previousEventId}`);
    if (timestamp < (events[i - 1]?.timestamp ?? 0)) problems.push(`event ${id} is older than the one before it`);
  });
  if (view.lastEventId !== events.length)
    problems.push(`${events.length} events, but the last one is ${view.lastEventId}`);
  const ends = types.filter((type) => /^Execution(?!Started)/.test(type));
  const end = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted', RUNNING: '' };
  if (!isDeepStrictEqual(ends, [`Execution${end[row.status]}`]) || types.at(-1) !== ends[0])
    problems.push(`status ${row.status}, but its ends are ${ends}`);
  if (row.stopMs === undefined || row.parked) problems.push('it has no stop date, or is parked');
  return problems;
}

/** It ended as its plan demands, with the outcomes that the functions really had. */
function resultProblems(simulation: Simulation, execution: Execution, { row, view, events }: Seen): readonly string[] {
  const plan = simulation.plans.get(execution.machine);
  if (plan === undefined) return ['its machine has no plan'];
  const visits = new Visits(events);
  const attempts = visits.all.flatMap((visit) => visit.attempts);
  const problems = outcomeProblems(simulation, attempts);
  let result: Result;
  try {
    result = resultOf(plan, { n: execution.n }, visits);
  } catch (error) {
    return [...problems, (error as Error).message];
  }
  switch (row.status) {
    case 'SUCCEEDED':
      if (result.type !== 'ok' || !isDeepStrictEqual(JSON.parse(view.output ?? ''), result.data))
        problems.push(`succeeded with ${view.output}, but had to come to ${JSON.stringify(result)}`);
      break;
    case 'FAILED':
      if (
        result.type !== 'failed' ||
        result.error !== view.failure?.error ||
        result.cause !== (view.failure.cause ?? '')
      )
        problems.push(`failed with ${JSON.stringify(view.failure)}, but had to come to ${JSON.stringify(result)}`);
      break;
    case 'ABORTED':
      if (!execution.stopAsked) problems.push('was aborted, but nobody stopped it');
      break;
    case 'TIMED_OUT':
      if (plan.timeoutSeconds === undefined) problems.push('timed out, but has no timeout');
      else if (row.stopMs !== row.startMs + plan.timeoutSeconds * 1000) problems.push('timed out at another time');
      break;
  }
  return problems;
}

function outcomeProblems({ outcomes }: Simulation, attempts: readonly Attempt[]): string[] {
  const used = new Set<string>();
  return attempts.flatMap(({ outcome, started }) => {
    if (outcome === undefined) return [];
    if ('error' in outcome && (outcome.error === 'States.Timeout' || outcome.error === UNKNOWN_OUTCOME)) return [];
    if (!started) return ['an attempt that was not started has an outcome'];
    const key: string = 'output' in outcome ? JSON.parse(outcome.output).run : outcome.cause;
    const answered = outcomes.get(key);
    const isTrue =
      answered?.type === 'succeeded'
        ? 'output' in outcome && answered.output.text === outcome.output
        : 'error' in outcome && answered?.error === outcome.error;
    if (!isTrue) return [`the history shows ${JSON.stringify(outcome)}, the function answered something else`];
    if (used.has(key)) return [`the answer of ${key} counts twice`];
    used.add(key);
    return [];
  });
}

async function listProblems({ world, plans, executions }: Simulation): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const machine of plans.keys()) {
    const listed = await world.stored.executions.list({ machineId: `machine-${machine}`, limit: 1_000 });
    for (const { name, status } of listed) {
      const row = (await world.see(name, machine))?.row;
      if (row?.status !== status) problems.push(`${name} is listed as ${status}, but is ${row?.status}`);
      if (!executions.some((execution) => execution.name === name && execution.machine === machine))
        problems.push(`${name} of ${machine} was never asked for`);
    }
    if (new Set(listed.map(({ name }) => name)).size !== listed.length) problems.push(`${machine} has a name twice`);
  }
  return problems;
}

function runProblems({ world, reruns }: Simulation): readonly string[] {
  const { runs } = world.tasks;
  const twice = runs.filter((run, i) => runs.indexOf(run) !== i);
  return reruns ? [] : twice.map((run) => `task ${run} ran twice`);
}

/** Nothing stays behind in the process. */
function leftovers({ world, placesTaken }: Simulation): readonly string[] {
  return [
    ...(world.engine.residentCount === 0 ? [] : [`${world.engine.residentCount} executions are still in memory`]),
    ...(placesTaken === 0 ? [] : [`${placesTaken} places were not given back`]),
    ...world.parked.map((arn) => `${arn} was parked`),
  ];
}
