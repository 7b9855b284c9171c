/** How long the states of a machine take, over its latest executions: on the graph, and as a table. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { durationsOf, type StateDurations } from '../../execution/durations.ts';
import { fetchHistory } from '../../execution/history.ts';
import { foldVisits } from '../../execution/visits.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { useExecutions } from '../../queries/states.ts';
import { Problem } from '../../ui/problem.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { durationText } from '../../ui/time.ts';

export interface MachineDurationsProps {
  readonly machineArn: string;
  readonly definition: string;
}

/** Each takes the reading of a history. */
const EXECUTIONS_MEASURED = 30;

export default function MachineDurations({ machineArn, definition }: MachineDurationsProps) {
  const { states } = useClients();
  const [selected, setSelected] = useState<string>();
  const executions = useExecutions(machineArn, false);
  const ended = (executions.data ?? []).filter(({ status }) => status !== 'RUNNING').slice(0, EXECUTIONS_MEASURED);
  const arns = ended.map(({ executionArn = '' }) => executionArn);
  const { data, error } = useQuery({
    queryKey: ['states', 'durations', arns],
    enabled: arns.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const histories = await Promise.all(arns.map((arn) => fetchHistory(states, arn)));
      return durationsOf(histories.flatMap((events) => foldVisits(events).all));
    },
  });
  if (error) return <Problem error={error} />;
  if (arns.length === 0) return <Box color="text-body-secondary">No execution has ended yet.</Box>;
  const notes = new Map((data ?? []).map(({ name, p95Ms }) => [name, `95 %: ${durationText(p95Ms)}`]));
  return (
    <SpaceBetween size="l">
      <Box>Of the latest {arns.length} executions that have ended: 95 of 100 visits took at most as long as told.</Box>
      <WorkflowGraph
        definition={definition}
        notes={notes}
        selectedState={selected}
        onSelectState={setSelected}
        heightPx={480}
      />
      <ResourceTable
        title="Durations"
        items={data}
        error={undefined}
        idOf={({ name }) => name}
        nameOf={({ name }) => name}
        empty={{ text: 'No state has ended yet.' }}
        columns={[
          { id: 'name', header: 'State', isRowHeader: true, cell: ({ name }) => name },
          number('count', 'Visits', ({ count }) => String(count)),
          number('failed', 'With errors', ({ failed }) => String(failed)),
          number('medianMs', 'Median', ({ medianMs }) => durationText(medianMs)),
          number('p95Ms', '95th percentile', ({ p95Ms }) => durationText(p95Ms)),
        ]}
      />
    </SpaceBetween>
  );
}

type Measured = Exclude<keyof StateDurations, 'name'>;

function number(id: Measured, header: string, cell: (state: StateDurations) => string) {
  return { id, header, cell, sortingComparator: (a: StateDurations, b: StateDurations) => a[id] - b[id] };
}
