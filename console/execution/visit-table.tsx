/** The table view: one row per visit of a state, with its place in Maps, status, attempts and time. */
import Link from '@cloudscape-design/components/link';
import { ResourceTable } from '../ui/resource-table.tsx';
import { Status } from '../ui/status.tsx';
import { durationText, timestampText } from '../ui/time.ts';
import type { Visit } from './visits.ts';

export interface VisitTableProps {
  readonly visits: readonly Visit[];
  readonly onSelect: (visit: Visit) => void;
}

export function VisitTable({ visits, onSelect }: VisitTableProps) {
  return (
    <ResourceTable
      title="States"
      items={visits}
      error={undefined}
      idOf={({ id }) => String(id)}
      nameOf={({ name }) => name}
      searchTextOf={({ name, type, status }) => `${name} ${type} ${status}`}
      searchPlaceholder="Find states by name, type or status"
      empty={{ text: 'No state was entered yet.' }}
      columns={[
        {
          id: 'name',
          header: 'Name',
          isRowHeader: true,
          sortingComparator: (a, b) => a.name.localeCompare(b.name),
          cell: (visit) => (
            <Link
              href={`?state=${encodeURIComponent(visit.name)}`}
              onFollow={(event) => {
                event.preventDefault();
                onSelect(visit);
              }}
            >
              {visit.name}
            </Link>
          ),
        },
        { id: 'type', header: 'Type', cell: ({ type }) => type },
        { id: 'iteration', header: 'Iteration', cell: ({ iterations }) => iterationText(iterations) },
        {
          id: 'status',
          header: 'Status',
          sortingComparator: (a, b) => a.status.localeCompare(b.status),
          cell: ({ status }) => <Status of={status} />,
        },
        {
          id: 'attempts',
          header: 'Attempts',
          sortingComparator: (a, b) => a.attempts.length - b.attempts.length,
          cell: ({ attempts }) => attempts.length || '-',
        },
        {
          id: 'duration',
          header: 'Duration',
          sortingComparator: (a, b) => durationOf(a) - durationOf(b),
          cell: (visit) => (visit.exitedMs === undefined ? '-' : durationText(durationOf(visit))),
        },
        { id: 'started', header: 'Started', cell: ({ enteredMs }) => timestampText(new Date(enteredMs)) },
      ]}
    />
  );
}

export function iterationText(iterations: Visit['iterations']): string {
  return iterations.map(({ map, index }) => `${map} #${index}`).join(', ') || '-';
}

function durationOf({ enteredMs, exitedMs = Number.POSITIVE_INFINITY }: Visit): number {
  return exitedMs - enteredMs;
}
