/** A group: its members and its policies. */
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  DetachGroupPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { useGroup, userKeys, useUsers } from '../../queries/iam-users.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { useChange } from '../../ui/use-change.ts';
import { AttachedPolicies } from '../../users/attached-policies.tsx';

export default function Group() {
  const { name } = useParams({ strict: false }) as { readonly name: string };
  const { iam } = useClients();
  const { data, error } = useGroup(name);
  const change = useChange(userKeys.group(name));
  return (
    <Page
      title={name}
      trail={[
        { text: 'IAM', href: paths.iam },
        { text: 'Groups', href: paths.groups },
      ]}
    >
      {error && <Problem error={error} />}
      <Members groupName={name} members={data?.users.map(({ UserName = '' }) => UserName)} />
      <AttachedPolicies
        policies={data?.policies}
        attach={(PolicyArn) =>
          change(
            () => iam.send(new AttachGroupPolicyCommand({ GroupName: name, PolicyArn })),
            'The policy is attached.',
          )
        }
        detach={(PolicyArn) =>
          change(
            () => iam.send(new DetachGroupPolicyCommand({ GroupName: name, PolicyArn })),
            'The policy is detached.',
          )
        }
      />
    </Page>
  );
}

interface MembersProps {
  readonly groupName: string;
  readonly members: readonly string[] | undefined;
}

function Members({ groupName: GroupName, members }: MembersProps) {
  const { iam } = useClients();
  const { data = [] } = useUsers();
  const change = useChange(userKeys.group(GroupName));
  const [chosen, setChosen] = useState<string>();
  const others = data.flatMap(({ UserName = '' }) => (members?.includes(UserName) ? [] : [UserName]));
  const add = (UserName: string) =>
    change(() => iam.send(new AddUserToGroupCommand({ GroupName, UserName })), `${UserName} is a member now.`);
  return (
    <ResourceTable
      title="Members"
      items={members}
      error={undefined}
      idOf={(userName) => userName}
      nameOf={(userName) => userName}
      empty={{ text: 'This group has no members.' }}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Select
            ariaLabel="User to add"
            placeholder="Choose a user"
            empty="There is no other user."
            selectedOption={chosen === undefined ? null : { value: chosen, label: chosen }}
            options={others.map((value) => ({ value, label: value }))}
            onChange={({ detail }) => setChosen(detail.selectedOption.value)}
          />
          <Button disabled={chosen === undefined} onClick={() => chosen && add(chosen)}>
            Add
          </Button>
        </SpaceBetween>
      }
      columns={[
        {
          id: 'name',
          header: 'User name',
          isRowHeader: true,
          cell: (userName) => <Link href={paths.user(userName)}>{userName}</Link>,
        },
        {
          id: 'remove',
          header: 'Actions',
          cell: (UserName) => (
            <Button
              variant="inline-link"
              ariaLabel={`Remove ${UserName}`}
              onClick={() =>
                change(
                  () => iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName })),
                  `${UserName} is no longer a member.`,
                )
              }
            >
              Remove
            </Button>
          ),
        },
      ]}
    />
  );
}
