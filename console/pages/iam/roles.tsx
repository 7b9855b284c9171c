/** The list of roles. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { iamKeys, useRoles } from '../../queries/iam.ts';
import { deleteRole } from '../../roles/delete-role.ts';
import { RolesToDelete } from '../../roles/roles-to-delete.tsx';
import { trustText } from '../../roles/trust.ts';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { timestampText } from '../../ui/time.ts';

export default function Roles() {
  const roles = useRoles();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const { iam } = useClients();
  const { succeed } = useNotifications();
  const queries = useQueryClient();
  const chosen = roles.data?.flatMap(({ RoleName = '' }) => (selected.includes(RoleName) ? [RoleName] : [])) ?? [];

  const deleteChosen = async () => {
    for (const name of chosen) await deleteRole(iam, name);
    succeed(`${chosen.join(', ')}: deleted.`);
    await queries.invalidateQueries({ queryKey: iamKeys.roles });
  };

  return (
    <Page
      title="Roles"
      trail={[{ text: 'IAM', href: paths.iam }]}
      description="What services and programs may do, and who may act as them."
    >
      <ResourceTable
        title="Roles"
        items={roles.data}
        error={roles.error}
        idOf={({ RoleName = '' }) => RoleName}
        nameOf={({ RoleName = '' }) => RoleName}
        searchTextOf={({ RoleName = '', Description = '' }) => `${RoleName} ${Description}`}
        selection={{ ids: selected, onChange: setSelected }}
        empty={{ text: 'There are no roles.', action: <Button href={paths.createRole}>Create role</Button> }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
              Delete role
            </Button>
            <Button variant="primary" href={paths.createRole}>
              Create role
            </Button>
          </SpaceBetween>
        }
        columns={[
          {
            id: 'name',
            header: 'Role name',
            isRowHeader: true,
            sortingComparator: (a, b) => (a.RoleName ?? '').localeCompare(b.RoleName ?? ''),
            cell: ({ RoleName = '' }) => <Link href={paths.role(RoleName)}>{RoleName}</Link>,
          },
          { id: 'description', header: 'Description', cell: ({ Description = '-' }) => Description },
          {
            id: 'trusted',
            header: 'Trusted entities',
            cell: ({ AssumeRolePolicyDocument }) => trustText(AssumeRolePolicyDocument),
          },
          { id: 'created', header: 'Creation time', cell: ({ CreateDate }) => timestampText(CreateDate) },
        ]}
      />
      {asking && (
        <ConfirmDelete
          title={chosen.length === 1 ? 'Delete role' : `Delete ${chosen.length} roles`}
          confirmText="Yes, Delete"
          onConfirm={deleteChosen}
          onClose={() => setAsking(false)}
        >
          <Box>Services that work as a role that is gone are refused.</Box>
          <RolesToDelete names={chosen} />
        </ConfirmDelete>
      )}
    </Page>
  );
}
