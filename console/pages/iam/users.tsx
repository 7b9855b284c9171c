/** The list of users. */
import { CreateUserCommand } from '@aws-sdk/client-iam';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { userKeys, useUsers } from '../../queries/iam-users.ts';
import { deleteUser } from '../../users/deletion.ts';
import { NamedList } from '../../users/named-list.tsx';

export default function Users() {
  const users = useUsers();
  const { iam } = useClients();
  return (
    <NamedList
      title="Users"
      entity="user"
      description="People and programs with access keys of their own."
      items={users.data?.map(({ UserName = '', Arn = '', CreateDate }) => ({
        name: UserName,
        arn: Arn,
        created: CreateDate,
      }))}
      error={users.error}
      queryKey={userKeys.users}
      hrefOf={paths.user}
      create={(UserName) => iam.send(new CreateUserCommand({ UserName }))}
      remove={(name) => deleteUser(iam, name)}
    />
  );
}
