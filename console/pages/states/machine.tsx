/** A state machine: what it is, its executions, and its definition. */
import { DeleteStateMachineCommand, type ExecutionListItem } from '@aws-sdk/client-sfn';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQueryClient } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { nameOfArn, paths } from '../../app/paths.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { statesKeys, useExecutions, useMachine, useMachineTags } from '../../queries/states.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { Status } from '../../ui/status.tsx';
import { durationText, timestampText } from '../../ui/time.ts';
import { StartExecutionDialog } from './start-execution-dialog.tsx';

const MachineDurations = lazy(() => import('./machine-durations.tsx'));
const MachineVersions = lazy(() => import('./machine-versions.tsx'));

export default function Machine() {
  const { arn } = useParams({ strict: false }) as { readonly arn: string };
  const machine = useMachine(arn);
  const [dialog, setDialog] = useState<'start' | 'delete'>();
  const { states } = useClients();
  const { succeed } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const isDeleting = machine.data?.status === 'DELETING';

  const deleteMachine = async () => {
    await states.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    succeed(`${nameOfArn(arn)}: deletion has begun.`);
    await queries.invalidateQueries({ queryKey: statesKeys.machines });
    router.history.push(paths.machines);
  };
  const trail = [
    { text: 'Step Functions', href: paths.machines },
    { text: 'State machines', href: paths.machines },
  ];

  if (machine.error) {
    return (
      <Page title={nameOfArn(arn)} trail={trail}>
        <Problem error={machine.error} />
        <Link href={paths.machines}>Back to the state machines</Link>
      </Page>
    );
  }
  return (
    <Page
      title={nameOfArn(arn)}
      trail={trail}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button disabled={isDeleting} onClick={() => setDialog('delete')}>
            Delete
          </Button>
          <Button href={paths.editMachine(arn)} disabled={isDeleting}>
            Edit
          </Button>
          <Button variant="primary" disabled={isDeleting} onClick={() => setDialog('start')}>
            Start execution
          </Button>
        </SpaceBetween>
      }
    >
      <Details arn={arn} machine={machine.data} />
      <Tabs
        tabs={[
          { id: 'executions', label: 'Executions', content: <Executions machineArn={arn} /> },
          {
            id: 'definition',
            label: 'Definition',
            content: <Definition definition={machine.data?.definition ?? ''} />,
          },
          {
            id: 'durations',
            label: 'Durations',
            content: (
              <Suspense>
                <MachineDurations machineArn={arn} definition={machine.data?.definition ?? ''} />
              </Suspense>
            ),
          },
          {
            id: 'versions',
            label: 'Versions and aliases',
            content: (
              <Suspense>
                <MachineVersions machineArn={arn} />
              </Suspense>
            ),
          },
          { id: 'tags', label: 'Tags', content: <Tags machineArn={arn} /> },
        ]}
      />
      {dialog === 'start' && <StartExecutionDialog machineArn={arn} onClose={() => setDialog(undefined)} />}
      {dialog === 'delete' && (
        <ConfirmDelete
          title={`Delete ${nameOfArn(arn)}?`}
          confirmText="Delete state machine"
          onConfirm={deleteMachine}
          onClose={() => setDialog(undefined)}
        >
          Executions that are running come to an end first; until then its status is DELETING. The history of its
          executions goes with it.
        </ConfirmDelete>
      )}
    </Page>
  );
}

interface DetailsProps {
  readonly arn: string;
  readonly machine: ReturnType<typeof useMachine>['data'];
}

function Details({ arn, machine }: DetailsProps) {
  const roleName = nameOfArn(machine?.roleArn ?? '');
  return (
    <Container header={<Header variant="h2">Details</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'State machine ARN', value: <ArnText arn={arn} label="state machine ARN" /> },
          { label: 'IAM role ARN', value: <Link href={paths.role(roleName)}>{machine?.roleArn ?? '-'}</Link> },
          { label: 'Status', value: <Status of={machine?.status} /> },
          { label: 'Type', value: machine?.type === 'EXPRESS' ? 'Express' : 'Standard' },
          { label: 'Creation date', value: timestampText(machine?.creationDate) },
          { label: 'Logging', value: machine?.loggingConfiguration?.level ?? 'OFF' },
        ]}
      />
    </Container>
  );
}

const ANY = { value: '', label: 'Any status' };
const STATUS_FILTERS = [
  ANY,
  { value: 'RUNNING', label: 'Running' },
  { value: 'SUCCEEDED', label: 'Succeeded' },
  { value: 'FAILED', label: 'Failed' },
  { value: 'TIMED_OUT', label: 'Timed out' },
  { value: 'ABORTED', label: 'Aborted' },
];

function Executions({ machineArn }: { readonly machineArn: string }) {
  const executions = useExecutions(machineArn);
  const [filter, setFilter] = useState(ANY);
  const shown = executions.data?.filter(({ status }) => filter.value === '' || status === filter.value);
  return (
    <ResourceTable
      title="Executions"
      items={shown}
      error={executions.error}
      idOf={({ executionArn = '' }) => executionArn}
      nameOf={({ name = '' }) => name}
      searchPlaceholder="Search for executions"
      empty={{
        text: filter.value === '' ? 'Nothing was executed yet. Start execution begins one.' : 'None with this status.',
      }}
      actions={<Button href={paths.searchExecutions({ machine: machineArn })}>Search executions</Button>}
      extraFilter={
        <Select
          ariaLabel="Filter by status"
          selectedOption={filter}
          options={STATUS_FILTERS}
          onChange={({ detail }) =>
            setFilter(STATUS_FILTERS.find(({ value }) => value === detail.selectedOption.value) ?? ANY)
          }
        />
      }
      columns={[
        {
          id: 'name',
          header: 'Name',
          isRowHeader: true,
          cell: ({ executionArn = '', name = '' }) => <Link href={paths.execution(executionArn)}>{name}</Link>,
        },
        { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} /> },
        { id: 'started', header: 'Started', cell: ({ startDate }) => timestampText(startDate) },
        { id: 'ended', header: 'End time', cell: ({ stopDate }) => timestampText(stopDate) },
        { id: 'duration', header: 'Duration', cell: durationOf },
      ]}
    />
  );
}

function durationOf({ startDate, stopDate }: ExecutionListItem): string {
  return startDate && stopDate ? durationText(stopDate.getTime() - startDate.getTime()) : '-';
}

function Definition({ definition }: { readonly definition: string }) {
  const [selected, setSelected] = useState<string>();
  return (
    <div className="panes">
      <JsonView text={definition} label="definition" />
      <WorkflowGraph definition={definition} selectedState={selected} onSelectState={setSelected} heightPx={520} />
    </div>
  );
}

function Tags({ machineArn }: { readonly machineArn: string }) {
  const { data = [], error } = useMachineTags(machineArn);
  if (error) return <Problem error={error} />;
  if (data.length === 0) return <Box color="text-body-secondary">This state machine has no tags.</Box>;
  return <KeyValuePairs columns={4} items={data.map(({ key = '', value = '' }) => ({ label: key, value }))} />;
}
