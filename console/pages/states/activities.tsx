/** Activities: work that programs elsewhere ask for and report on. */
import { CreateActivityCommand, DeleteActivityCommand } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { nameOfArn, paths } from '../../app/paths.ts';
import { useActivities } from '../../queries/states.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { timestampText } from '../../ui/time.ts';

export default function Activities() {
  const activities = useActivities();
  const { states } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const reload = () => queries.invalidateQueries({ queryKey: ['states', 'activities'] });

  const create = async () => {
    await states.send(new CreateActivityCommand({ name }));
    setName('');
    succeed(`The activity ${name} was created.`);
    await reload();
  };
  const deleteSelected = async () => {
    for (const activityArn of selected) await states.send(new DeleteActivityCommand({ activityArn }));
    succeed(`${selected.map(nameOfArn).join(', ')}: deleted.`);
    await reload();
  };

  return (
    <Page
      title="Activities"
      trail={[{ text: 'Step Functions', href: paths.machines }]}
      description="A Task whose Resource is an activity waits until a worker takes it with GetActivityTask and answers."
    >
      <FormField label="New activity" description="Its name, unique in this region.">
        <SpaceBetween direction="horizontal" size="xs">
          <Input ariaLabel="Name" value={name} onChange={({ detail }) => setName(detail.value)} />
          <Button disabled={name === ''} onClick={() => create().catch(fail)}>
            Create activity
          </Button>
        </SpaceBetween>
      </FormField>
      <ResourceTable
        title="Activities"
        items={activities.data}
        error={activities.error}
        idOf={({ activityArn = '' }) => activityArn}
        nameOf={({ name: activity = '' }) => activity}
        selection={{ ids: selected, onChange: setSelected }}
        empty={{ text: 'There are no activities in this region.' }}
        actions={
          <Button disabled={selected.length === 0} onClick={() => setAsking(true)}>
            Delete
          </Button>
        }
        columns={[
          { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name: activity }) => activity },
          { id: 'arn', header: 'ARN', cell: ({ activityArn = '' }) => <ArnText arn={activityArn} /> },
          { id: 'created', header: 'Creation date', cell: ({ creationDate }) => timestampText(creationDate) },
        ]}
      />
      {asking && (
        <ConfirmDelete
          title="Delete activities?"
          confirmText="Delete"
          onConfirm={deleteSelected}
          onClose={() => setAsking(false)}
        >
          {selected.map(nameOfArn).join(', ')}
        </ConfirmDelete>
      )}
    </Page>
  );
}
