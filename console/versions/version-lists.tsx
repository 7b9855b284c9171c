/** Versions and aliases of a state machine or a function, with what one can do with them. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Alias } from '../queries/versions.ts';
import { ArnText } from '../ui/arn-text.tsx';
import { ConfirmDelete } from '../ui/confirm-delete.tsx';
import { ResourceTable } from '../ui/resource-table.tsx';
import { AliasDialog } from './alias-dialog.tsx';
import { type Routing, routingText } from './routing.ts';

export interface Version {
  readonly version: string;
  readonly arn: string;
  /** `Nov 24, 2026 ...` */
  readonly madeText: string;
}

export interface VersionListsProps {
  readonly versions: readonly Version[] | undefined;
  readonly aliases: readonly Alias[] | undefined;
  readonly error: unknown;
  /** Why one publishes. */
  readonly description: ReactNode;
  readonly onPublish: () => Promise<void>;
  readonly onDeleteVersions: (arns: readonly string[]) => Promise<void>;
  readonly onSaveAlias: (name: string, routing: Routing, isNew: boolean) => Promise<void>;
  readonly onDeleteAliases: (arns: readonly string[]) => Promise<void>;
}

export function VersionLists(props: VersionListsProps) {
  const { versions, aliases, error } = props;
  const [chosenVersions, setChosenVersions] = useState<readonly string[]>([]);
  const [chosenAliases, setChosenAliases] = useState<readonly string[]>([]);
  const [editing, setEditing] = useState<Alias | 'new'>();
  const [deleting, setDeleting] = useState<'versions' | 'aliases'>();
  const only = aliases?.find(({ arn }) => arn === chosenAliases[0]);
  const remove = async () => {
    if (deleting === 'versions') await props.onDeleteVersions(chosenVersions);
    else await props.onDeleteAliases(chosenAliases);
    setChosenVersions([]);
    setChosenAliases([]);
  };
  return (
    <SpaceBetween size="l">
      <ResourceTable
        title="Versions"
        description={props.description}
        items={versions}
        error={error}
        idOf={({ arn }) => arn}
        nameOf={({ version }) => `version ${version}`}
        selection={{ ids: chosenVersions, onChange: setChosenVersions }}
        empty={{ text: 'No version was published yet.' }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={chosenVersions.length === 0} onClick={() => setDeleting('versions')}>
              Delete
            </Button>
            <Button onClick={props.onPublish}>Publish version</Button>
          </SpaceBetween>
        }
        columns={[
          { id: 'version', header: 'Version', isRowHeader: true, cell: ({ version }) => version },
          { id: 'arn', header: 'ARN', cell: ({ arn }) => <ArnText arn={arn} /> },
          { id: 'made', header: 'Published', cell: ({ madeText }) => madeText },
        ]}
      />
      <ResourceTable
        title="Aliases"
        items={aliases}
        error={undefined}
        idOf={({ arn }) => arn}
        nameOf={({ name }) => name}
        selection={{ ids: chosenAliases, onChange: setChosenAliases }}
        empty={{ text: 'There are no aliases.' }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={chosenAliases.length !== 1} onClick={() => setEditing(only)}>
              Edit
            </Button>
            <Button disabled={chosenAliases.length === 0} onClick={() => setDeleting('aliases')}>
              Delete
            </Button>
            <Button disabled={!versions?.length} onClick={() => setEditing('new')}>
              Create alias
            </Button>
          </SpaceBetween>
        }
        columns={[
          { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name },
          { id: 'routing', header: 'Leads to version', cell: ({ routing }) => routingText(routing) },
          { id: 'arn', header: 'ARN', cell: ({ arn }) => <ArnText arn={arn} /> },
        ]}
      />
      {editing !== undefined && (
        <AliasDialog
          alias={editing === 'new' ? undefined : editing}
          versions={versions?.map(({ version }) => version) ?? []}
          onSave={(name, routing) => props.onSaveAlias(name, routing, editing === 'new')}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting !== undefined && (
        <ConfirmDelete
          title={`Delete ${deleting}?`}
          confirmText="Delete"
          onConfirm={remove}
          onClose={() => setDeleting(undefined)}
        >
          A version that an alias leads to cannot be deleted before the alias.
        </ConfirmDelete>
      )}
    </SpaceBetween>
  );
}
