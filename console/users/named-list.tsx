/** The list pages of users and of groups: the same but for their names. */
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotifications } from '../app/notifications.tsx';
import { paths } from '../app/paths.ts';
import { ArnText } from '../ui/arn-text.tsx';
import { ConfirmDelete } from '../ui/confirm-delete.tsx';
import { Page } from '../ui/page.tsx';
import { ResourceTable } from '../ui/resource-table.tsx';
import { timestampText } from '../ui/time.ts';

export interface NamedEntity {
  readonly name: string;
  readonly arn: string;
  readonly created: Date | undefined;
}

export interface NamedListProps {
  /** `Users` */
  readonly title: string;
  /** `user` */
  readonly entity: string;
  readonly description: string;
  readonly items: readonly NamedEntity[] | undefined;
  readonly error: unknown;
  readonly queryKey: QueryKey;
  readonly hrefOf: (name: string) => string;
  readonly create: (name: string) => Promise<unknown>;
  readonly remove: (name: string) => Promise<void>;
}

export function NamedList({
  title,
  entity,
  description,
  items,
  error,
  queryKey,
  hrefOf,
  create,
  remove,
}: NamedListProps) {
  const [name, setName] = useState('');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const isWrong = name !== '' && !/^[\w+=,.@-]{1,64}$/.test(name);
  const chosen = items?.filter((item) => selected.includes(item.name)).map((item) => item.name) ?? [];

  const add = async () => {
    await create(name);
    succeed(`The ${entity} ${name} is created.`);
    setName('');
    await queries.invalidateQueries({ queryKey });
  };
  const removeChosen = async () => {
    for (const each of chosen) await remove(each);
    succeed(`${chosen.join(', ')}: deleted.`);
    await queries.invalidateQueries({ queryKey });
  };

  return (
    <Page title={title} trail={[{ text: 'IAM', href: paths.iam }]} description={description}>
      <FormField
        label={`New ${entity}`}
        errorText={isWrong ? "Use alphanumeric and '+=,.@-_' characters. Maximum 64 characters." : ''}
      >
        <SpaceBetween direction="horizontal" size="xs">
          <Input
            ariaLabel={`Name of the new ${entity}`}
            value={name}
            onChange={({ detail }) => setName(detail.value)}
          />
          <Button disabled={name === '' || isWrong} onClick={() => add().catch(fail)}>
            Create {entity}
          </Button>
        </SpaceBetween>
      </FormField>
      <ResourceTable
        title={title}
        items={items}
        error={error}
        idOf={(item) => item.name}
        nameOf={(item) => item.name}
        selection={{ ids: selected, onChange: setSelected }}
        empty={{ text: `There are no ${entity}s.` }}
        actions={
          <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
            Delete {entity}
          </Button>
        }
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: (item) => <Link href={hrefOf(item.name)}>{item.name}</Link>,
          },
          { id: 'arn', header: 'ARN', cell: ({ arn }) => <ArnText arn={arn} /> },
          { id: 'created', header: 'Creation time', cell: ({ created }) => timestampText(created) },
        ]}
      />
      {asking && (
        <ConfirmDelete
          title={`Delete ${entity}${chosen.length > 1 ? 's' : ''}`}
          confirmText="Yes, Delete"
          onConfirm={removeChosen}
          onClose={() => setAsking(false)}
        >
          {chosen.join(', ')} and what hangs on {chosen.length > 1 ? 'them' : 'it'} (memberships, policies, access
          keys).
        </ConfirmDelete>
      )}
    </Page>
  );
}
