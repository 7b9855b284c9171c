/** Time travel: goes through the events of an execution, by dragging, by step, or as a film. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useEffectEvent, useState } from 'react';
import type { EventRow } from './event-rows.ts';
import { filmSteps } from './film.ts';

export interface ScrubberProps {
  readonly rows: readonly EventRow[];
  /** How many events are on show; undefined: all there are, and those to come. */
  readonly at: number | undefined;
  readonly onMove: (at: number | undefined) => void;
}

const FRAME_MS = 250;

export function Scrubber({ rows, at, onMove }: ScrubberProps) {
  const [isPlaying, setPlaying] = useState(false);
  const place = Math.min(at ?? rows.length, rows.length);
  const go = (to: number) => onMove(to >= rows.length ? undefined : Math.max(1, to));
  const advance = useEffectEvent(() => {
    const next = place + filmSteps(rows.length);
    go(next);
    if (next >= rows.length) setPlaying(false);
  });
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(advance, FRAME_MS);
    return () => clearInterval(timer);
  }, [isPlaying]);
  const play = () => {
    if (at === undefined) go(1);
    setPlaying(!isPlaying);
  };
  if (rows.length < 2) return null;
  return (
    <section aria-label="Time travel" className="scrubber">
      <SpaceBetween direction="horizontal" size="xxs">
        <Button
          variant="icon"
          iconName="angle-left-double"
          ariaLabel="To the first event"
          disabled={place <= 1}
          onClick={() => go(1)}
        />
        <Button
          variant="icon"
          iconName="angle-left"
          ariaLabel="One event back"
          disabled={place <= 1}
          onClick={() => go(place - 1)}
        />
        <Button
          variant="icon"
          iconName={isPlaying ? 'pause' : 'play'}
          ariaLabel={isPlaying ? 'Pause' : 'Play'}
          onClick={play}
        />
        <Button
          variant="icon"
          iconName="angle-right"
          ariaLabel="One event on"
          disabled={at === undefined}
          onClick={() => go(place + 1)}
        />
        <Button
          variant="icon"
          iconName="angle-right-double"
          ariaLabel="To the last event"
          disabled={at === undefined}
          onClick={() => onMove(undefined)}
        />
      </SpaceBetween>
      <div className="scrubber-slider">
        <Slider
          ariaLabel="Events on show"
          min={1}
          max={rows.length}
          value={place}
          valueFormatter={(value) => `Event ${value}`}
          onChange={({ detail }) => go(detail.value)}
        />
      </div>
      <Box variant="small" color="text-body-secondary">
        <span aria-live="polite">{momentText(rows[place - 1], rows.length)}</span>
      </Box>
    </section>
  );
}

function momentText(row: EventRow | undefined, count: number): string {
  if (row === undefined) return '';
  const where = row.step === undefined ? '' : `, ${row.step}`;
  return `Event ${row.id} of ${count}: ${row.type}${where}, +${row.elapsedMs} ms`;
}
