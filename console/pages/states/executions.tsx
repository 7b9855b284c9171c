/** All executions of the region: searched, filtered and sorted by the server, however many there are. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useNavigate, useSearch as useSearchParameters } from '@tanstack/react-router';
import { useState } from 'react';
import type { FoundExecution, SearchInput } from '../../../src/base/stepwell-api.ts';
import { nameOfArn, paths } from '../../app/paths.ts';
import { useSearch } from '../../queries/stepwell.ts';
import { FilterForm } from '../../search/filter-form.tsx';
import { type SearchFilters, searchInput } from '../../search/search-filters.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Status } from '../../ui/status.tsx';
import { durationText, timestampText } from '../../ui/time.ts';

const PAGE_SIZE = 50;

const COLUMNS: readonly (TableProps.ColumnDefinition<FoundExecution> & { readonly sortingField?: SortField })[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    sortingField: 'NAME',
    cell: ({ executionArn, name }) => <Link href={paths.execution(executionArn)}>{name}</Link>,
  },
  {
    id: 'machine',
    header: 'State machine',
    cell: ({ stateMachineArn }) => <Link href={paths.machine(stateMachineArn)}>{nameOfArn(stateMachineArn)}</Link>,
  },
  { id: 'status', header: 'Status', sortingField: 'STATUS', cell: ({ status }) => <Status of={status} /> },
  { id: 'error', header: 'Error', cell: ({ error }) => error ?? '-' },
  { id: 'started', header: 'Started', sortingField: 'START_DATE', cell: ({ startDate }) => timeText(startDate) },
  { id: 'ended', header: 'End time', sortingField: 'STOP_DATE', cell: ({ stopDate }) => timeText(stopDate) },
  {
    id: 'duration',
    header: 'Duration',
    sortingField: 'DURATION',
    cell: ({ startDate, stopDate }) =>
      stopDate === undefined ? '-' : durationText(Math.round((stopDate - startDate) * 1000)),
  },
];

type SortField = NonNullable<SearchInput['sortBy']>;

export default function Executions() {
  const filters = useSearchParameters({ strict: false }) as SearchFilters;
  const navigate = useNavigate();
  // Tokens of the pages before this one.
  const [tokens, setTokens] = useState<readonly (string | undefined)[]>([undefined]);
  const nextToken = tokens.at(-1);
  const found = useSearch({ ...searchInput(filters), maxResults: PAGE_SIZE, ...(nextToken && { nextToken }) });
  const change = (changed: { readonly [name in keyof SearchFilters]: SearchFilters[name] | undefined }) => {
    setTokens([undefined]);
    void navigate({ to: '.', search: { ...filters, ...changed }, replace: true, resetScroll: false });
  };
  const sort = filters.sort ?? 'START_DATE';
  const after = found.data?.nextToken;
  return (
    <Page
      title="Executions"
      trail={[{ text: 'Step Functions', href: paths.machines }]}
      description="Of all state machines of this region. The address holds the search: keep it as a link or a saved view."
    >
      <Container>
        <FilterForm filters={filters} onChange={change} />
      </Container>
      {found.error && <Problem error={found.error} />}
      <Table
        variant="container"
        items={[...(found.data?.executions ?? [])]}
        trackBy="executionArn"
        loading={found.data === undefined && !found.error}
        loadingText="Loading"
        columnDefinitions={COLUMNS}
        sortingColumn={{ sortingField: sort }}
        sortingDescending={filters.ascending !== true}
        onSortingChange={({ detail }) =>
          change({
            sort: detail.sortingColumn.sortingField as SortField,
            ascending: detail.isDescending ? undefined : true,
          })
        }
        header={
          <Header
            variant="h2"
            actions={
              <Pages
                place={tokens.length}
                onBack={() => setTokens(tokens.slice(0, -1))}
                onForward={after === undefined ? undefined : () => setTokens([...tokens, after])}
              />
            }
          >
            Executions
          </Header>
        }
        filter={
          found.data?.indexing && (
            <StatusIndicator type="in-progress">The index is being made; some may be missing yet.</StatusIndicator>
          )
        }
        empty={
          <Box textAlign="center" color="text-body-secondary" padding="l">
            No execution matches.
          </Box>
        }
      />
    </Page>
  );
}

interface PagesProps {
  readonly place: number;
  readonly onBack: () => void;
  /** Absent on the last page. */
  readonly onForward: (() => void) | undefined;
}

function Pages({ place, onBack, onForward }: PagesProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button iconName="angle-left" variant="icon" ariaLabel="Previous page" disabled={place === 1} onClick={onBack} />
      <span>Page {place}</span>
      <Button
        iconName="angle-right"
        variant="icon"
        ariaLabel="Next page"
        disabled={onForward === undefined}
        onClick={() => onForward?.()}
      />
    </SpaceBetween>
  );
}

function timeText(seconds: number | undefined): string {
  return timestampText(seconds === undefined ? undefined : new Date(seconds * 1000));
}
