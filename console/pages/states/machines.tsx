/** The list of state machines, with how their executions ended. */
import { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { statesKeys, useMachineStatuses, useMachines } from '../../queries/states.ts';
import { useOverview } from '../../queries/stepwell.ts';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { Status } from '../../ui/status.tsx';
import { timestampText } from '../../ui/time.ts';
import { StartExecutionDialog } from './start-execution-dialog.tsx';

const COUNTED = [
  { count: 'running', header: 'Running' },
  { count: 'succeeded', header: 'Succeeded' },
  { count: 'failed', header: 'Failed' },
  { count: 'timedOut', header: 'Timed out' },
  { count: 'aborted', header: 'Aborted' },
] as const;

/** A day: what ended before is found among the executions. */
const COUNTED_MINUTES = 1_440;

/** A status takes a request for each machine, so they stop where that would be a burden. */
const MACHINES_ASKED_MAX = 50;

interface Row {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly created: Date | undefined;
}

export default function Machines() {
  const machines = useMachines();
  const shownArns =
    machines.data?.slice(0, MACHINES_ASKED_MAX).map(({ stateMachineArn = '' }) => stateMachineArn) ?? [];
  const statuses = useMachineStatuses(shownArns);
  const overview = useOverview(COUNTED_MINUTES);
  const counts = overview.data && new Map(overview.data.stateMachines.map((one) => [one.stateMachineArn, one]));
  const rows = machines.data?.map(
    (machine): Row => ({
      arn: machine.stateMachineArn ?? '',
      name: machine.name ?? '',
      type: machine.type ?? '',
      status: statuses.get(machine.stateMachineArn ?? '') ?? 'ACTIVE',
      created: machine.creationDate,
    }),
  );
  const { states } = useClients();
  const { succeed } = useNotifications();
  const queries = useQueryClient();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const [starting, setStarting] = useState(false);
  const router = useRouter();
  const chosen = rows?.filter(({ arn }) => selected.includes(arn)) ?? [];
  const [only] = chosen;
  const deleteChosen = async () => {
    for (const { arn } of chosen) await states.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    succeed(`${chosen.map(({ name }) => name).join(', ')}: deletion has begun.`);
    await queries.invalidateQueries({ queryKey: statesKeys.machines });
  };

  return (
    <Page title="State machines" trail={[{ text: 'Step Functions', href: paths.machines }]}>
      <ResourceTable
        title="State machines"
        description="Executions that run now, and those that ended in the last 24 hours."
        items={rows}
        error={machines.error}
        idOf={({ arn }) => arn}
        nameOf={({ name }) => name}
        selection={{ ids: selected, onChange: setSelected }}
        searchPlaceholder="Search for state machines"
        empty={{
          text: 'There are no state machines in this region.',
          action: <Button href={paths.createMachine}>Create state machine</Button>,
        }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              disabled={chosen.length !== 1}
              onClick={() => only && router.history.push(paths.editMachine(only.arn))}
            >
              Edit
            </Button>
            <Button disabled={chosen.length !== 1} onClick={() => setStarting(true)}>
              Start execution
            </Button>
            <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
              Delete
            </Button>
            <Button variant="primary" href={paths.createMachine}>
              Create state machine
            </Button>
          </SpaceBetween>
        }
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            sortingComparator: (a, b) => a.name.localeCompare(b.name),
            cell: ({ arn, name }) => <Link href={paths.machine(arn)}>{name}</Link>,
          },
          { id: 'type', header: 'Type', cell: ({ type }) => (type === 'EXPRESS' ? 'Express' : 'Standard') },
          { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} /> },
          ...COUNTED.map(({ count, header }) => ({
            id: count,
            header,
            cell: ({ arn }: Row) => (counts === undefined ? '-' : (counts.get(arn)?.[count] ?? 0)),
          })),
          {
            id: 'created',
            header: 'Creation date',
            sortingComparator: (a, b) => (a.created?.getTime() ?? 0) - (b.created?.getTime() ?? 0),
            cell: ({ created }) => timestampText(created),
          },
        ]}
      />
      {starting && only && <StartExecutionDialog machineArn={only.arn} onClose={() => setStarting(false)} />}
      {asking && (
        <ConfirmDelete
          title={chosen.length === 1 ? `Delete ${only?.name}?` : `Delete ${chosen.length} state machines?`}
          confirmText={chosen.length === 1 ? 'Delete state machine' : 'Delete state machines'}
          onConfirm={deleteChosen}
          onClose={() => setAsking(false)}
        >
          Executions that are running come to an end first; until then the status is DELETING. The history of executions
          goes with their state machine. {chosen.length > 1 && chosen.map(({ name }) => name).join(', ')}
        </ConfirmDelete>
      )}
    </Page>
  );
}
