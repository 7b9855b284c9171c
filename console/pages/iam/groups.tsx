/** The list of groups. */
import { CreateGroupCommand } from '@aws-sdk/client-iam';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { useGroups, userKeys } from '../../queries/iam-users.ts';
import { deleteGroup } from '../../users/deletion.ts';
import { NamedList } from '../../users/named-list.tsx';

export default function Groups() {
  const groups = useGroups();
  const { iam } = useClients();
  return (
    <NamedList
      title="Groups"
      entity="group"
      description="Users who may do the same."
      items={groups.data?.map(({ GroupName = '', Arn = '', CreateDate }) => ({
        name: GroupName,
        arn: Arn,
        created: CreateDate,
      }))}
      error={groups.error}
      queryKey={userKeys.groups}
      hrefOf={paths.group}
      create={(GroupName) => iam.send(new CreateGroupCommand({ GroupName }))}
      remove={(name) => deleteGroup(iam, name)}
    />
  );
}
