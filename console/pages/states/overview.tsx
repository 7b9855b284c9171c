/** The overview: what runs now, how it goes, and what failed lately. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import type { Overview } from '../../../src/base/stepwell-api.ts';
import { nameOfArn, paths } from '../../app/paths.ts';
import { useOverview, useSearch } from '../../queries/stepwell.ts';
import { RateChart } from '../../search/rate-chart.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { Status } from '../../ui/status.tsx';
import { timestampText } from '../../ui/time.ts';

const WINDOWS = [
  { id: '15', text: '15 minutes' },
  { id: '60', text: '1 hour' },
  { id: '360', text: '6 hours' },
] as const;
const FAILURES_SHOWN = 10;

export default function OverviewPage() {
  const [minutes, setMinutes] = useState('60');
  const { data, error } = useOverview(Number(minutes));
  return (
    <Page
      title="Overview"
      trail={[{ text: 'Step Functions', href: paths.machines }]}
      actions={
        <SegmentedControl
          label="Time"
          selectedId={minutes}
          options={[...WINDOWS]}
          onChange={({ detail }) => setMinutes(detail.selectedId)}
        />
      }
    >
      {error && <Problem error={error} />}
      {data && <Numbers overview={data} />}
      <LatestFailures />
      <ResourceTable
        title="State machines"
        items={data?.stateMachines}
        error={undefined}
        idOf={({ stateMachineArn }) => stateMachineArn}
        nameOf={({ stateMachineArn }) => nameOfArn(stateMachineArn)}
        empty={{ text: 'Nothing ran in this time.' }}
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: ({ stateMachineArn }) => (
              <Link href={paths.machine(stateMachineArn)}>{nameOfArn(stateMachineArn)}</Link>
            ),
          },
          ...(['running', 'started', 'succeeded', 'failed', 'timedOut', 'aborted'] as const).map((count) => ({
            id: count,
            header: WORDS[count],
            sortingComparator: (a: MachineCounts, b: MachineCounts) => a[count] - b[count],
            cell: (machine: MachineCounts) => machine[count],
          })),
        ]}
      />
    </Page>
  );
}

type MachineCounts = Overview['stateMachines'][number];

const WORDS = {
  running: 'Running now',
  started: 'Started',
  succeeded: 'Succeeded',
  failed: 'Failed',
  timedOut: 'Timed out',
  aborted: 'Aborted',
} as const;

function Numbers({ overview }: { readonly overview: Overview }) {
  const numbers = (['running', 'started', 'succeeded', 'failed'] as const).map((count) => ({
    label: WORDS[count],
    count: overview[count],
  }));
  return (
    <Container header={<Header variant="h2">Executions</Header>}>
      <ColumnLayout columns={4} variant="text-grid">
        {numbers.map(({ label, count }) => (
          <div key={label}>
            <Box variant="awsui-key-label">{label}</Box>
            <Box fontSize="display-l" fontWeight="light">
              {count}
            </Box>
          </div>
        ))}
      </ColumnLayout>
      <RateChart perMinute={overview.perMinute} />
    </Container>
  );
}

function LatestFailures() {
  const { data, error } = useSearch({
    statuses: ['FAILED', 'TIMED_OUT'],
    sortBy: 'STOP_DATE',
    maxResults: FAILURES_SHOWN,
  });
  return (
    <ResourceTable
      title="Failed lately"
      items={data?.executions}
      error={error}
      idOf={({ executionArn }) => executionArn}
      nameOf={({ name }) => name}
      empty={{ text: 'Nothing has failed.' }}
      actions={<Button href={paths.searchExecutions({ status: ['FAILED', 'TIMED_OUT'] })}>Show all</Button>}
      columns={[
        {
          id: 'name',
          header: 'Name',
          isRowHeader: true,
          cell: ({ executionArn, name }) => <Link href={paths.execution(executionArn)}>{name}</Link>,
        },
        { id: 'machine', header: 'State machine', cell: ({ stateMachineArn }) => nameOfArn(stateMachineArn) },
        { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} /> },
        { id: 'error', header: 'Error', cell: ({ error: code }) => code ?? '-' },
        {
          id: 'ended',
          header: 'End time',
          cell: ({ stopDate }) => timestampText(stopDate === undefined ? undefined : new Date(stopDate * 1000)),
        },
      ]}
    />
  );
}
