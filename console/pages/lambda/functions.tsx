/** The list of functions. */
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { logGroupOfFunction, paths } from '../../app/paths.ts';
import { lambdaKeys, useFunctions } from '../../queries/lambda.ts';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { Page } from '../../ui/page.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';

export default function Functions() {
  const functions = useFunctions();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const { lambda } = useClients();
  const { succeed } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const chosen =
    functions.data?.flatMap(({ FunctionName = '' }) => (selected.includes(FunctionName) ? [FunctionName] : [])) ?? [];
  const [only] = chosen;

  const deleteChosen = async () => {
    for (const FunctionName of chosen) await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    succeed(`${chosen.join(', ')}: deleted.`);
    await queries.invalidateQueries({ queryKey: lambdaKeys.functions });
  };
  const act = (id: string) => {
    if (id === 'delete') setAsking(true);
    else if (only !== undefined)
      router.history.push(id === 'open' ? paths.function(only) : paths.logGroup(logGroupOfFunction(only)));
  };

  return (
    <Page title="Functions" trail={[{ text: 'Lambda', href: paths.functions }]}>
      <ResourceTable
        title="Functions"
        items={functions.data}
        error={functions.error}
        idOf={({ FunctionName = '' }) => FunctionName}
        nameOf={({ FunctionName = '' }) => FunctionName}
        searchTextOf={({ FunctionName = '', Description = '', Runtime = '' }) =>
          `${FunctionName} ${Description} ${Runtime}`
        }
        searchPlaceholder="Search by name, description or runtime"
        selection={{ ids: selected, onChange: setSelected }}
        empty={{
          text: 'There are no functions in this region.',
          action: <Button href={paths.createFunction}>Create function</Button>,
        }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ButtonDropdown
              disabled={chosen.length === 0}
              items={[
                { id: 'open', text: 'Open', disabled: chosen.length !== 1 },
                { id: 'logs', text: 'View logs', disabled: chosen.length !== 1 },
                { id: 'delete', text: 'Delete' },
              ]}
              onItemClick={({ detail }) => act(detail.id)}
            >
              Actions
            </ButtonDropdown>
            <Button variant="primary" href={paths.createFunction}>
              Create function
            </Button>
          </SpaceBetween>
        }
        columns={[
          {
            id: 'name',
            header: 'Function name',
            isRowHeader: true,
            sortingComparator: (a, b) => (a.FunctionName ?? '').localeCompare(b.FunctionName ?? ''),
            cell: ({ FunctionName = '' }) => <Link href={paths.function(FunctionName)}>{FunctionName}</Link>,
          },
          { id: 'description', header: 'Description', cell: ({ Description }) => Description || '-' },
          { id: 'runtime', header: 'Runtime', cell: ({ Runtime = '-' }) => Runtime },
          { id: 'size', header: 'Code size', cell: ({ CodeSize = 0 }) => sizeText(CodeSize) },
          { id: 'modified', header: 'Last modified', cell: ({ LastModified }) => modifiedText(LastModified) },
        ]}
      />
      {asking && (
        <ConfirmDelete
          title={chosen.length === 1 ? `Delete ${only}?` : `Delete ${chosen.length} functions?`}
          confirmText="Delete"
          onConfirm={deleteChosen}
          onClose={() => setAsking(false)}
        >
          State machines that call {chosen.length === 1 ? 'it' : 'them'} fail from then on. Logs are kept.{' '}
          {chosen.length > 1 && chosen.join(', ')}
        </ConfirmDelete>
      )}
    </Page>
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function modifiedText(time: string | undefined): string {
  return time === undefined ? '-' : new Date(time).toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'short' });
}
