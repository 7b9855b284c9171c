/** The iterations of a Map state: how each went, and a way into each. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Status } from '../ui/status.tsx';
import { durationText } from '../ui/time.ts';
import { type IterationState, iterationStates } from './iterations.ts';
import type { Visit } from './visits.ts';

export interface IterationListProps {
  readonly map: Visit;
  readonly visits: readonly Visit[];
  /** The index of the one that is on show. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number | undefined) => void;
}

/** More are reached with the table view and its search. */
const SHOWN_MAX = 200;

export function IterationList({ map, visits, chosen, onChoose }: IterationListProps) {
  const iterations = iterationStates(map, visits);
  const count = Math.max(map.itemCount ?? 0, iterations.length);
  const done = iterations.filter(({ status }) => status !== 'running').length;
  if (count === 0) return <Box color="text-body-secondary">There are no items, so there are no iterations.</Box>;
  return (
    <SpaceBetween size="s">
      <ProgressBar
        ariaLabel="Iterations that have ended"
        value={(100 * done) / count}
        additionalInfo={`${done} of ${count} iterations have ended`}
      />
      {chosen !== undefined && <Button onClick={() => onChoose(undefined)}>Show all iterations</Button>}
      <table className="event-table" aria-label="Iterations">
        <thead>
          <tr>
            {['Iteration', 'Status', 'Duration'].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {iterations.slice(0, SHOWN_MAX).map((iteration) => (
            <Row
              key={iteration.index}
              iteration={iteration}
              isChosen={iteration.index === chosen}
              onChoose={() => onChoose(iteration.index)}
            />
          ))}
        </tbody>
      </table>
      {iterations.length > SHOWN_MAX && (
        <Box color="text-body-secondary">The first {SHOWN_MAX} are shown; the table view has all.</Box>
      )}
    </SpaceBetween>
  );
}

interface RowProps {
  readonly iteration: IterationState;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Row({ iteration: { index, status, enteredMs, exitedMs }, isChosen, onChoose }: RowProps) {
  return (
    <tr>
      <td>
        <button type="button" className="event-toggle" aria-pressed={isChosen} onClick={onChoose}>
          <span aria-hidden="true">{isChosen ? '●' : '○'}</span> #{index}
        </button>
      </td>
      <td>
        <Status of={status} />
      </td>
      <td>{exitedMs === undefined ? '-' : durationText(exitedMs - enteredMs)}</td>
    </tr>
  );
}
