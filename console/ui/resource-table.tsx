/** A list of resources as all list pages show it: a search box that says how many it found, check boxes, pages, sorting. */
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { type ReactNode, useState } from 'react';
import { Problem } from './problem.tsx';

const PAGE_SIZE = 25;

export interface ResourceTableProps<Item> {
  /** What the items are called: `State machines`. */
  readonly title: string;
  readonly description?: ReactNode;
  readonly items: readonly Item[] | undefined;
  readonly error: unknown;
  readonly idOf: (item: Item) => string;
  readonly nameOf: (item: Item) => string;
  readonly columns: readonly TableProps.ColumnDefinition<Item>[];
  readonly actions?: ReactNode;
  readonly empty: { readonly text: string; readonly action?: ReactNode };
  /** Absent when rows cannot be selected. */
  readonly selection?: { readonly ids: readonly string[]; readonly onChange: (ids: readonly string[]) => void };
  readonly searchPlaceholder?: string;
  /** What the search box looks at; by default the name. */
  readonly searchTextOf?: (item: Item) => string;
  /** Told which items are on show. */
  readonly extraFilter?: ReactNode;
}

export function ResourceTable<Item>(props: ResourceTableProps<Item>) {
  const { title, items = [], error, idOf, nameOf, columns, empty, selection, searchTextOf = nameOf } = props;
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const [sorting, setSorting] = useState<TableProps.SortingState<Item>>();

  const words = search.trim().toLowerCase();
  const matching = items.filter((item) => searchTextOf(item).toLowerCase().includes(words));
  const compare = sorting?.sortingColumn.sortingComparator;
  const sorted = compare === undefined ? matching : [...matching].sort(compare);
  if (sorting?.isDescending) sorted.reverse();
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE));
  const current = Math.min(page, pages);
  const selected = items.filter((item) => selection?.ids.includes(idOf(item)));
  const results = `Showing ${matching.length} ${matching.length === 1 ? 'result' : 'results'}`;

  if (error && items.length === 0) return <Problem error={error} />;
  return (
    <Table
      variant="container"
      items={sorted.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE)}
      trackBy={idOf}
      columnDefinitions={columns}
      loading={props.items === undefined}
      loadingText="Loading"
      {...(sorting === undefined ? {} : { sortingColumn: sorting.sortingColumn })}
      sortingDescending={sorting?.isDescending ?? false}
      onSortingChange={({ detail }) => setSorting(detail)}
      {...(selection === undefined
        ? {}
        : {
            selectionType: 'multi' as const,
            selectedItems: selected,
            onSelectionChange: ({ detail }: { readonly detail: { readonly selectedItems: Item[] } }) =>
              selection.onChange(detail.selectedItems.map(idOf)),
            ariaLabels: {
              selectionGroupLabel: title,
              allItemsSelectionLabel: () => 'Select all',
              itemSelectionLabel: (_: unknown, item: Item) => `Select ${nameOf(item)}`,
            },
          })}
      header={
        <Header
          variant="h2"
          counter={props.items === undefined ? '' : `(${items.length})`}
          description={props.description}
          actions={props.actions}
        >
          {title}
        </Header>
      }
      filter={
        <SpaceBetween direction="horizontal" size="s" alignItems="center">
          <TextFilter
            filteringText={search}
            filteringPlaceholder={props.searchPlaceholder ?? 'Search'}
            filteringAriaLabel={`Search ${title}`}
            onChange={({ detail }) => setSearch(detail.filteringText)}
          />
          {props.extraFilter}
          <Box color="text-body-secondary">
            <span aria-live="polite">{results}</span>
          </Box>
        </SpaceBetween>
      }
      pagination={
        pages > 1 ? (
          <Pagination
            currentPageIndex={current}
            pagesCount={pages}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
            ariaLabels={{ nextPageLabel: 'Next page', previousPageLabel: 'Previous page' }}
          />
        ) : undefined
      }
      empty={
        <Box textAlign="center" padding="l">
          <SpaceBetween size="s">
            <Box color="text-body-secondary">{words === '' ? empty.text : 'Nothing matches the search.'}</Box>
            {words === '' && empty.action}
          </SpaceBetween>
        </Box>
      }
    />
  );
}
