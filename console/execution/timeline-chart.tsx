/** The timeline: a row per visit of a state, with queueing, running and waiting in colours of their own. */
import Box from '@cloudscape-design/components/box';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { durationText } from '../ui/time.ts';
import { type TimeScale, timeScale } from './time-scale.ts';
import { type Bar, type TimelineRow, timelineRows, timeSpent } from './timeline.ts';
import type { Visit } from './visits.ts';

export interface TimelineChartProps {
  readonly visits: readonly Visit[];
  readonly startMs: number;
  /** Of the execution, or of the moment one looks at. */
  readonly endMs: number;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
}

const PAGE_SIZE = 100;
const WORDS = { queued: 'Queued', running: 'Running', waiting: 'Waiting' } as const;

export function TimelineChart({ visits, startMs, endMs, selected, onSelect }: TimelineChartProps) {
  const [isCompressed, setCompressed] = useState(true);
  const [page, setPage] = useState(1);
  const rows = timelineRows(visits, endMs);
  const busy = rows.flatMap(({ bars }) =>
    bars.filter(({ activity }) => activity === 'queued' || activity === 'running'),
  );
  const scale = timeScale({ fromMs: startMs, toMs: endMs }, isCompressed ? busy : null);
  const spent = timeSpent(rows);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const current = Math.min(page, pages);
  return (
    <SpaceBetween size="s">
      <div className="pane-bar">
        <div className="timeline-legend">
          {(['queued', 'running', 'waiting'] as const).map((activity) => (
            <span key={activity}>
              <i className={`timeline-${activity}`} /> {WORDS[activity]} {durationText(spent[activity])}
            </span>
          ))}
        </div>
        <Toggle checked={isCompressed} onChange={({ detail }) => setCompressed(detail.checked)}>
          Shorten idle time
        </Toggle>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
      <section className="timeline" tabIndex={0} aria-label="Timeline">
        {rows.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE).map((row) => (
          <Row
            key={row.visit.id}
            row={row}
            scale={scale}
            isSelected={row.visit.name === selected}
            onSelect={() => onSelect(row.visit.name)}
          />
        ))}
        {rows.length === 0 && <Box color="text-body-secondary">No state was entered yet.</Box>}
      </section>
      <div className="timeline-ends">
        <span>0 ms</span>
        {scale.gaps.length > 0 && (
          <span>
            {scale.gaps.length} idle {scale.gaps.length === 1 ? 'stretch is' : 'stretches are'} drawn short (
            {scale.gaps.map(({ fromMs, toMs }) => durationText(toMs - fromMs)).join(', ')})
          </span>
        )}
        <span>{durationText(endMs - startMs)}</span>
      </div>
      {pages > 1 && (
        <Pagination
          currentPageIndex={current}
          pagesCount={pages}
          onChange={({ detail }) => setPage(detail.currentPageIndex)}
          ariaLabels={{ nextPageLabel: 'Next page', previousPageLabel: 'Previous page' }}
        />
      )}
    </SpaceBetween>
  );
}

interface RowProps {
  readonly row: TimelineRow;
  readonly scale: TimeScale;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function Row({ row: { visit, depth, bars }, scale, isSelected, onSelect }: RowProps) {
  const { name, iterations } = visit;
  const place = iterations.map(({ index }) => `#${index}`).join(' ');
  return (
    <div className={`timeline-row ${isSelected ? 'timeline-selected' : ''}`}>
      <button type="button" style={{ paddingInlineStart: 8 + depth * 14 }} onClick={onSelect}>
        {name} <span>{place}</span>
      </button>
      <div className="timeline-track">
        {scale.gaps.map(({ from, to, fromMs }) => (
          <i key={fromMs} className="timeline-gap" style={{ left: percent(from), width: percent(to - from) }} />
        ))}
        {bars.map((bar) => (
          <BarMark key={`${bar.activity} ${bar.fromMs}`} bar={bar} scale={scale} />
        ))}
      </div>
    </div>
  );
}

function BarMark({ bar: { activity, fromMs, toMs }, scale }: { readonly bar: Bar; readonly scale: TimeScale }) {
  const [from, to] = [scale.placeOf(fromMs), scale.placeOf(toMs)];
  const what = activity === 'inside' ? 'Open' : WORDS[activity];
  return (
    <i
      className={`timeline-bar timeline-${activity}`}
      style={{ left: percent(from), width: percent(to - from) }}
      title={`${what} ${durationText(toMs - fromMs)}`}
    />
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
