/** A user: policies, groups, and access keys, whose secret is shown once. */
import {
  type AccessKey,
  type AccessKeyMetadata,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  DetachUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { userKeys, useUser } from '../../queries/iam-users.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { timestampText } from '../../ui/time.ts';
import { useChange } from '../../ui/use-change.ts';
import { AttachedPolicies } from '../../users/attached-policies.tsx';

export default function User() {
  const { name } = useParams({ strict: false }) as { readonly name: string };
  const { iam } = useClients();
  const { data, error } = useUser(name);
  const change = useChange(userKeys.user(name));
  return (
    <Page
      title={name}
      trail={[
        { text: 'IAM', href: paths.iam },
        { text: 'Users', href: paths.users },
      ]}
    >
      {error && <Problem error={error} />}
      <Container header={<Header variant="h2">Summary</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'User ARN', value: <ArnText arn={data?.user?.Arn ?? ''} label="user ARN" /> },
            { label: 'Creation time', value: timestampText(data?.user?.CreateDate) },
            {
              label: 'Groups',
              value: <GroupLinks names={data?.groups.map(({ GroupName = '' }) => GroupName) ?? []} />,
            },
          ]}
        />
      </Container>
      <AttachedPolicies
        policies={data?.policies}
        attach={(PolicyArn) =>
          change(() => iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn })), 'The policy is attached.')
        }
        detach={(PolicyArn) =>
          change(() => iam.send(new DetachUserPolicyCommand({ UserName: name, PolicyArn })), 'The policy is detached.')
        }
      />
      <AccessKeys userName={name} keys={data?.keys} />
    </Page>
  );
}

function GroupLinks({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <>None</>;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {names.map((name) => (
        <Link key={name} href={paths.group(name)}>
          {name}
        </Link>
      ))}
    </SpaceBetween>
  );
}

interface AccessKeysProps {
  readonly userName: string;
  readonly keys: readonly AccessKeyMetadata[] | undefined;
}

function AccessKeys({ userName, keys }: AccessKeysProps) {
  const { iam } = useClients();
  const change = useChange(userKeys.user(userName));
  const [created, setCreated] = useState<AccessKey>();
  const create = () =>
    change(async () => {
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
      setCreated(AccessKey);
    }, 'The access key is created.');
  return (
    <SpaceBetween size="s">
      {created && <CreatedKey accessKey={created} onDismiss={() => setCreated(undefined)} />}
      <ResourceTable
        title="Access keys"
        items={keys}
        error={undefined}
        idOf={({ AccessKeyId = '' }) => AccessKeyId}
        nameOf={({ AccessKeyId = '' }) => AccessKeyId}
        empty={{ text: 'This user has no access keys.' }}
        actions={<Button onClick={create}>Create access key</Button>}
        columns={[
          { id: 'id', header: 'Access key ID', isRowHeader: true, cell: ({ AccessKeyId }) => AccessKeyId },
          { id: 'status', header: 'Status', cell: ({ Status }) => Status },
          { id: 'created', header: 'Creation time', cell: ({ CreateDate }) => timestampText(CreateDate) },
          {
            id: 'actions',
            header: 'Actions',
            cell: (accessKey) => <KeyActions userName={userName} accessKey={accessKey} />,
          },
        ]}
      />
    </SpaceBetween>
  );
}

interface CreatedKeyProps {
  readonly accessKey: AccessKey;
  readonly onDismiss: () => void;
}

function CreatedKey({ accessKey, onDismiss }: CreatedKeyProps) {
  return (
    <Alert
      type="success"
      dismissible
      dismissAriaLabel="Dismiss"
      onDismiss={onDismiss}
      header="Keep the secret now: it is not shown again"
    >
      <KeyValuePairs
        columns={2}
        items={[
          { label: 'Access key ID', value: <ArnText arn={accessKey.AccessKeyId ?? ''} label="access key ID" /> },
          {
            label: 'Secret access key',
            value: <ArnText arn={accessKey.SecretAccessKey ?? ''} label="secret access key" />,
          },
        ]}
      />
    </Alert>
  );
}

interface KeyActionsProps {
  readonly userName: string;
  readonly accessKey: AccessKeyMetadata;
}

function KeyActions({ userName: UserName, accessKey: { AccessKeyId = '', Status } }: KeyActionsProps) {
  const { iam } = useClients();
  const change = useChange(userKeys.user(UserName));
  const next = Status === 'Active' ? 'Inactive' : 'Active';
  const verb = next === 'Active' ? 'Activate' : 'Deactivate';
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button
        variant="inline-link"
        ariaLabel={`${verb} ${AccessKeyId}`}
        onClick={() =>
          change(
            () => iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: next })),
            `${AccessKeyId} is ${next.toLowerCase()}.`,
          )
        }
      >
        {verb}
      </Button>
      <Button
        variant="inline-link"
        ariaLabel={`Delete ${AccessKeyId}`}
        onClick={() =>
          change(() => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })), `${AccessKeyId} is deleted.`)
        }
      >
        Delete
      </Button>
    </SpaceBetween>
  );
}
