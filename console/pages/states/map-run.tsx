/** A Map Run: how far it is, how many may run at once, and its child executions. */
import {
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  paginateListExecutions,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { nameOfArn, paths } from '../../app/paths.ts';
import { gather } from '../../queries/pages.ts';
import { CHANGING_REFRESH_MS, LIST_REFRESH_MS } from '../../queries/refresh.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { Status } from '../../ui/status.tsx';
import { timestampText } from '../../ui/time.ts';
import { useChange } from '../../ui/use-change.ts';

const CHILDREN_READ_MAX = 1_000;

export default function MapRun() {
  const { arn: mapRunArn } = useParams({ strict: false }) as { readonly arn: string };
  const { states: client } = useClients();
  const key = ['states', 'map-run', mapRunArn];
  const run = useQuery({
    queryKey: key,
    queryFn: () => client.send(new DescribeMapRunCommand({ mapRunArn })),
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' ? CHANGING_REFRESH_MS : false),
  });
  const isRunning = run.data?.status === 'RUNNING';
  const children = useQuery({
    queryKey: [...key, 'children'],
    queryFn: () =>
      gather(
        paginateListExecutions({ client }, { mapRunArn, maxResults: 1000 }),
        (page) => page.executions,
        CHILDREN_READ_MAX,
      ),
    refetchInterval: isRunning ? LIST_REFRESH_MS : false,
  });
  const executionArn = run.data?.executionArn ?? '';
  const trail = [
    { text: 'Step Functions', href: paths.machines },
    { text: nameOfArn(executionArn), href: paths.execution(executionArn) },
  ];
  if (run.error) {
    return (
      <Page title="Map Run" trail={trail}>
        <Problem error={run.error} />
      </Page>
    );
  }
  return (
    <Page title="Map Run" trail={trail} description={<ArnText arn={mapRunArn} label="Map Run ARN" />}>
      {run.data && <Progress run={run.data} />}
      {run.data && isRunning && <Limits key={run.data.maxConcurrency} run={run.data} queryKey={key} />}
      <ResourceTable
        title="Child executions"
        items={children.data}
        error={children.error}
        idOf={({ executionArn: child = '' }) => child}
        nameOf={({ name = '' }) => name}
        searchTextOf={({ name = '', status = '' }) => `${name} ${status}`}
        searchPlaceholder="Find by name or status"
        empty={{ text: 'None has begun yet.' }}
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: ({ executionArn: child = '', name = '' }) => <Link href={paths.execution(child)}>{name}</Link>,
          },
          { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} /> },
          { id: 'items', header: 'Items', cell: ({ itemCount }) => itemCount ?? '-' },
          { id: 'started', header: 'Started', cell: ({ startDate }) => timestampText(startDate) },
          { id: 'ended', header: 'End time', cell: ({ stopDate }) => timestampText(stopDate) },
        ]}
      />
    </Page>
  );
}

const COUNTS = ['total', 'pending', 'running', 'succeeded', 'failed', 'timedOut', 'aborted', 'resultsWritten'] as const;

function Progress({ run }: { readonly run: DescribeMapRunOutput }) {
  const { itemCounts, status, startDate, stopDate } = run;
  const { total = 0, pending = 0, running = 0 } = itemCounts ?? {};
  const done = total - pending - running;
  return (
    <Container header={<Header variant="h2">Progress</Header>}>
      <SpaceBetween size="m">
        <ProgressBar
          ariaLabel="Items that are done"
          value={total === 0 ? 100 : (100 * done) / total}
          additionalInfo={`${done} of ${total} items are done`}
        />
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Status', value: <Status of={status} /> },
            { label: 'Started', value: timestampText(startDate) },
            { label: 'End time', value: timestampText(stopDate) },
            ...COUNTS.map((count) => ({ label: `Items, ${WORDS[count]}`, value: String(itemCounts?.[count] ?? 0) })),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

const WORDS: Readonly<Record<(typeof COUNTS)[number], string>> = {
  total: 'in all',
  pending: 'pending',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  timedOut: 'timed out',
  aborted: 'aborted',
  resultsWritten: 'results written',
};

interface LimitsProps {
  readonly run: DescribeMapRunOutput;
  readonly queryKey: readonly string[];
}

/** May be changed while it runs. */
function Limits({ run, queryKey }: LimitsProps) {
  const { states } = useClients();
  const change = useChange(queryKey);
  const [atOnce, setAtOnce] = useState(String(run.maxConcurrency ?? 0));
  const update = () =>
    states.send(new UpdateMapRunCommand({ mapRunArn: run.mapRunArn, maxConcurrency: Math.max(0, Number(atOnce)) }));
  return (
    <Container>
      <FormField label="Child executions at once" description="0: as many as there may be.">
        <SpaceBetween direction="horizontal" size="xs">
          <Input type="number" value={atOnce} onChange={({ detail }) => setAtOnce(detail.value)} />
          <Button onClick={() => change(update, 'The Map Run goes on with that.')}>Change</Button>
        </SpaceBetween>
      </FormField>
    </Container>
  );
}
