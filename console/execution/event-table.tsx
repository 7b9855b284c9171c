/** The event history: one row per event, each opens to its details. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import { Fragment, useState } from 'react';
import { paths } from '../app/paths.ts';
import { indentJson } from '../ui/json-view.tsx';
import { timestampText } from '../ui/time.ts';
import type { EventRow } from './event-rows.ts';
import { logsOfInvocation } from './invocation-logs.ts';

export interface EventTableProps {
  readonly rows: readonly EventRow[];
  readonly openId: number | undefined;
  readonly onOpen: (id: number | undefined) => void;
  readonly onSelectStep: (name: string) => void;
}

const PAGE_SIZE = 100;
const HEADINGS = ['ID', 'Type', 'Step', 'Resource', 'Elapsed Time (ms)', 'Timestamp'];

export function EventTable({ rows, openId, onOpen, onSelectStep }: EventTableProps) {
  const [search, setSearch] = useState('');
  const openAt = rows.findIndex(({ id }) => id === openId);
  const [page, setPage] = useState(openAt < 0 ? 1 : Math.floor(openAt / PAGE_SIZE) + 1);
  // Several may be open at once; the address holds the one that was opened last.
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set(openId === undefined ? [] : [openId]));
  const words = search.trim().toLowerCase();
  const matching = rows.filter(({ type, step = '' }) => `${type} ${step}`.toLowerCase().includes(words));
  const pages = Math.max(1, Math.ceil(matching.length / PAGE_SIZE));
  const current = Math.min(page, pages);
  const toggle = (id: number) => {
    const isOpen = opened.has(id);
    setOpened(isOpen ? new Set([...opened].filter((other) => other !== id)) : new Set([...opened, id]));
    onOpen(isOpen ? undefined : id);
  };
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${rows.length})`}>
          Execution event history
        </Header>
      }
    >
      <SpaceBetween size="s">
        <TextFilter
          filteringText={search}
          filteringPlaceholder="Find events by type or step"
          filteringAriaLabel="Find events"
          countText={words === '' ? '' : `${matching.length} events`}
          onChange={({ detail }) => setSearch(detail.filteringText)}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
        <section className="event-scroll" tabIndex={0} aria-label="Events">
          <table className="event-table">
            <thead>
              <tr>
                {HEADINGS.map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {matching.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE).map((row) => (
                <Fragment key={row.id}>
                  <Row
                    row={row}
                    isOpen={opened.has(row.id)}
                    onToggle={() => toggle(row.id)}
                    onSelectStep={onSelectStep}
                  />
                  {opened.has(row.id) && (
                    <tr className="event-open" id={`event-${row.id}`}>
                      <td colSpan={HEADINGS.length}>
                        <pre className="event-details">{indentJson(row.details)}</pre>
                      </td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </section>
        {matching.length === 0 && (
          <Box textAlign="center">{rows.length === 0 ? 'No events yet.' : 'No such events.'}</Box>
        )}
        {pages > 1 && (
          <Pagination
            currentPageIndex={current}
            pagesCount={pages}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
            ariaLabels={{ nextPageLabel: 'Next page', previousPageLabel: 'Previous page' }}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

interface RowProps {
  readonly row: EventRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onSelectStep: (name: string) => void;
}

function Row({ row, isOpen, onToggle, onSelectStep }: RowProps) {
  const { id, type, step, functionName, elapsedMs, timestamp } = row;
  return (
    <tr>
      <td>
        <button
          type="button"
          className="event-toggle"
          aria-expanded={isOpen}
          {...(isOpen ? { 'aria-controls': `event-${id}` } : {})}
          aria-label={`${id}: ${type}`}
          onClick={onToggle}
        >
          <span aria-hidden="true">{isOpen ? '▼' : '▶'}</span> {id}
        </button>
      </td>
      <td>{type}</td>
      <td>{step === undefined ? '-' : <StepLink step={step} onSelect={onSelectStep} />}</td>
      <td>
        {functionName === undefined ? (
          '-'
        ) : (
          <>
            <Link href={paths.function(functionName)}>Lambda</Link> |{' '}
            <Link href={logsOfInvocation(functionName, timestamp.getTime())}>CloudWatch logs</Link>
          </>
        )}
      </td>
      <td>{elapsedMs}</td>
      <td>{timestampText(timestamp)}</td>
    </tr>
  );
}

interface StepLinkProps {
  readonly step: string;
  readonly onSelect: (name: string) => void;
}

/** Selects the step where one is; as a link it can be opened elsewhere, too. */
function StepLink({ step, onSelect }: StepLinkProps) {
  return (
    <Link
      href={`?state=${encodeURIComponent(step)}`}
      onFollow={(event) => {
        event.preventDefault();
        onSelect(step);
      }}
    >
      {step}
    </Link>
  );
}
