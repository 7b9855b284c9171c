/** The states of an execution at one moment, as a graph, a table or a timeline, with the details of the selected one beside it. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { EXECUTION_VIEWS, type ExecutionSearch } from '../../app/router.tsx';
import type { EventRow } from '../../execution/event-rows.ts';
import { hasEnded } from '../../execution/history.ts';
import { Scrubber } from '../../execution/scrubber.tsx';
import { StepDetails } from '../../execution/step-details.tsx';
import { isChosen, notesOf, statusesOf, stepsOf } from '../../execution/steps.ts';
import { TimelineChart } from '../../execution/timeline-chart.tsx';
import { transitionsOf } from '../../execution/transitions.ts';
import { variablesAtEnd, variablesText } from '../../execution/variables.ts';
import { VisitTable } from '../../execution/visit-table.tsx';
import { foldVisits, type Visit } from '../../execution/visits.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import '../../execution/execution-views.css';

export interface ExecutionViewsProps {
  readonly definition: string;
  readonly events: readonly HistoryEvent[];
  readonly rows: readonly EventRow[];
  readonly search: ExecutionSearch;
  readonly onShow: (changed: { readonly [name in keyof ExecutionSearch]: ExecutionSearch[name] | undefined }) => void;
}

const VIEW_NAMES = { graph: 'Graph', table: 'Table', timeline: 'Timeline' } as const;
const HEIGHT_PX = 520;

export function ExecutionViews({ definition, events, rows, search, onShow }: ExecutionViewsProps) {
  const { at, view = 'graph', state: selected, iterations: chosen = {} } = search;
  const shown = useMemo(() => (at === undefined ? events : events.slice(0, at)), [events, at]);
  const visits = useMemo(() => foldVisits(shown).all, [shown]);
  const inPlace = useMemo(() => visits.filter((visit) => isChosen(visit, chosen)), [visits, chosen]);
  const steps = useMemo(() => stepsOf(inPlace), [inPlace]);
  const select = (state: string | undefined) => onShow({ state });
  const selectVisit = ({ name, iterations }: Visit) =>
    onShow({ state: name, iterations: Object.fromEntries(iterations.map(({ map, index }) => [map, index])) });
  return (
    <Container>
      <SpaceBetween size="s">
        <div className="pane-bar">
          <Header variant="h2">Visual workflow</Header>
          <SegmentedControl
            label="View"
            selectedId={view}
            options={EXECUTION_VIEWS.map((id) => ({ id, text: VIEW_NAMES[id] }))}
            onChange={({ detail }) => onShow({ view: EXECUTION_VIEWS.find((id) => id === detail.selectedId) })}
          />
        </div>
        <Scrubber rows={rows} at={at} onMove={(moved) => onShow({ at: moved })} />
        <div className="panes wide-left">
          <section aria-label="Visual workflow">
            {view === 'graph' && (
              <GraphOfSteps
                definition={definition}
                events={shown}
                steps={steps}
                selected={selected}
                onSelect={select}
              />
            )}
            {view === 'table' && <VisitTable visits={inPlace} onSelect={selectVisit} />}
            {view === 'timeline' && (
              <TimelineChart
                visits={inPlace}
                startMs={timeOf(events[0])}
                endMs={hasEnded(shown) || at !== undefined ? timeOf(shown.at(-1)) : Date.now()}
                selected={selected}
                onSelect={select}
              />
            )}
            <Variables visits={visits} />
          </section>
          <StepDetails
            // The place among its visits is the state's own.
            key={selected ?? ''}
            name={selected}
            steps={steps}
            visits={visits}
            definition={definition}
            rows={at === undefined ? rows : rows.slice(0, at)}
            chosen={chosen}
            onSelect={select}
            onChoose={(iterations) => onShow({ iterations })}
          />
        </div>
      </SpaceBetween>
    </Container>
  );
}

interface GraphOfStepsProps {
  readonly definition: string;
  readonly events: readonly HistoryEvent[];
  readonly steps: ReturnType<typeof stepsOf>;
  readonly selected: string | undefined;
  readonly onSelect: (name: string | undefined) => void;
}

function GraphOfSteps({ definition, events, steps, selected, onSelect }: GraphOfStepsProps) {
  const statuses = useMemo(() => statusesOf(steps), [steps]);
  const notes = useMemo(() => notesOf(steps), [steps]);
  const transitions = useMemo(() => transitionsOf(events), [events]);
  return (
    <WorkflowGraph
      definition={definition}
      statuses={statuses}
      transitions={transitions}
      notes={notes}
      selectedState={selected}
      onSelectState={onSelect}
      heightPx={HEIGHT_PX}
    />
  );
}

/** Those of the machine itself, as they are at this moment. */
function Variables({ visits }: { readonly visits: readonly Visit[] }) {
  const variables = variablesAtEnd(visits);
  if (Object.keys(variables).length === 0) return null;
  return (
    <>
      <Header variant="h3">Variables</Header>
      <JsonView text={variablesText(variables)} label="variables" />
    </>
  );
}

function timeOf(event: HistoryEvent | undefined): number {
  return event?.timestamp?.getTime() ?? 0;
}
