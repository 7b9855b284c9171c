/** The states of two compared executions, and the differences of the selected one. */
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { JsonDiff } from '../ui/json-diff.tsx';
import { ResourceTable } from '../ui/resource-table.tsx';
import { Status } from '../ui/status.tsx';
import { durationText } from '../ui/time.ts';
import type { Pair } from './compare.ts';
import { variablesText } from './variables.ts';
import { iterationText } from './visit-table.tsx';
import type { Visit } from './visits.ts';

export interface PairTableProps {
  readonly pairs: readonly Pair[];
  readonly onSelect: (key: string) => void;
}

export function PairTable({ pairs, onSelect }: PairTableProps) {
  return (
    <ResourceTable
      title="States"
      items={pairs}
      error={undefined}
      idOf={({ key }) => key}
      nameOf={({ name }) => name}
      searchTextOf={({ name, differences }) => `${name} ${differences.join(' ')}`}
      searchPlaceholder="Find states by name or difference"
      empty={{ text: 'Neither has entered a state.' }}
      columns={[
        {
          id: 'name',
          header: 'Name',
          isRowHeader: true,
          cell: ({ key, name }) => <Link onFollow={() => onSelect(key)}>{name}</Link>,
        },
        {
          id: 'iteration',
          header: 'Iteration',
          cell: ({ first, second }) => iterationText((first ?? second)!.iterations),
        },
        { id: 'differences', header: 'Differences', cell: ({ differences }) => differences.join(', ') || 'none' },
        { id: 'first', header: 'First', cell: ({ first }) => <Status of={first?.status ?? 'not-entered'} /> },
        { id: 'second', header: 'Second', cell: ({ second }) => <Status of={second?.status ?? 'not-entered'} /> },
        { id: 'firstMs', header: 'Duration, first', cell: ({ first }) => durationOf(first) },
        { id: 'secondMs', header: 'Duration, second', cell: ({ second }) => durationOf(second) },
      ]}
    />
  );
}

export function PairDetails({ pair }: { readonly pair: Pair | undefined }) {
  return (
    <section aria-label="Differences">
      <SpaceBetween size="m">
        <Header variant="h2">{pair === undefined ? 'Differences' : `Differences (${pair.name})`}</Header>
        {pair === undefined ? (
          <Box color="text-body-secondary">Select a state to see what is different about it.</Box>
        ) : (
          <Differences pair={pair} />
        )}
      </SpaceBetween>
    </section>
  );
}

function Differences({ pair: { first, second } }: { readonly pair: Pair }) {
  const texts = [
    { label: 'Input', before: first?.input, after: second?.input },
    { label: 'Output', before: first?.output, after: second?.output },
    { label: 'Variables assigned', before: assignedText(first), after: assignedText(second) },
  ].filter(({ before, after }) => before !== undefined || after !== undefined);
  return (
    <SpaceBetween size="s">
      <KeyValuePairs
        columns={2}
        items={[
          { label: 'First', value: <Status of={first?.status ?? 'not-entered'} /> },
          { label: 'Second', value: <Status of={second?.status ?? 'not-entered'} /> },
          { label: 'Duration, first', value: durationOf(first) },
          { label: 'Duration, second', value: durationOf(second) },
        ]}
      />
      {texts.map(({ label, before = '', after = '' }) => (
        <div key={label}>
          <Box variant="awsui-key-label">{label}</Box>
          <JsonDiff before={before} after={after} label={`difference of the ${label.toLowerCase()}`} />
        </div>
      ))}
    </SpaceBetween>
  );
}

function assignedText(visit: Visit | undefined): string | undefined {
  return visit === undefined || Object.keys(visit.assigned).length === 0 ? undefined : variablesText(visit.assigned);
}

function durationOf(visit: Visit | undefined): string {
  return visit?.exitedMs === undefined ? '-' : durationText(visit.exitedMs - visit.enteredMs);
}
