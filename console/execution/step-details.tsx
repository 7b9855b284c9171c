/** What became of the selected state: its status, what it called, its input, output and exception. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useMemo, useState } from 'react';
import { paths } from '../app/paths.ts';
import { DenialDetails, parseDenial } from '../ui/denial.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Status } from '../ui/status.tsx';
import { durationText } from '../ui/time.ts';
import { DataFlowView } from './data-flow-view.tsx';
import type { EventRow } from './event-rows.ts';
import { logsOfInvocation } from './invocation-logs.ts';
import { IterationList } from './iteration-list.tsx';
import { stateDefinitions } from './state-definitions.ts';
import type { ChosenIterations, Steps } from './steps.ts';
import { variablesText } from './variables.ts';
import { iterationText } from './visit-table.tsx';
import type { Visit } from './visits.ts';

export interface StepDetailsProps {
  readonly name: string | undefined;
  /** Those in the chosen iterations. */
  readonly steps: Steps;
  /** All of them. */
  readonly visits: readonly Visit[];
  readonly definition: string;
  readonly rows: readonly EventRow[];
  readonly chosen: ChosenIterations;
  readonly onSelect: (name: string | undefined) => void;
  readonly onChoose: (chosen: ChosenIterations) => void;
}

export function StepDetails(props: StepDetailsProps) {
  const { name, steps, definition, rows, onSelect } = props;
  const definitions = useMemo(() => stateDefinitions(definition), [definition]);
  const found = name === undefined ? undefined : steps.get(name);
  const [place, setPlace] = useState<number>();
  const visit = found?.[Math.min(place ?? found.length - 1, found.length - 1)];
  const state = name === undefined ? undefined : definitions.get(name);
  return (
    <section aria-label="Step details">
      <SpaceBetween size="m">
        <Header variant="h2">{name === undefined ? 'Step details' : `Step details (${name})`}</Header>
        <Select
          ariaLabel="Step"
          placeholder="Select a step to view its details"
          selectedOption={name === undefined ? null : { value: name, label: name }}
          options={[...definitions.keys()].map((value) => ({ value, label: value }))}
          onChange={({ detail }) => onSelect(detail.selectedOption.value)}
        />
        {found !== undefined && found.length > 1 && (
          <VisitSelect visits={found} place={place ?? found.length - 1} onPlace={setPlace} />
        )}
        {name !== undefined && (
          <Tabs
            tabs={[
              { id: 'details', label: 'Details', content: <Details visit={visit} state={state} /> },
              ...(visit === undefined ? [] : tabsOf(visit, props)),
              {
                id: 'definition',
                label: 'Definition',
                content: <JsonView text={JSON.stringify(state ?? {})} label="state definition" />,
              },
              { id: 'events', label: 'Events', content: <StepEvents rows={rows.filter((row) => row.step === name)} /> },
            ]}
          />
        )}
      </SpaceBetween>
    </section>
  );
}

/** What there is to see only of a state that was entered. */
function tabsOf(visit: Visit, { visits, definition, chosen, onChoose }: StepDetailsProps) {
  const flow = {
    id: 'data-flow',
    label: 'Data flow',
    content: <DataFlowView visit={visit} visits={visits} definition={definition} />,
  };
  // The iterations of a Map Run are executions of their own.
  if (visit.type !== 'Map' || visit.mapRunArn !== undefined) return [flow];
  const choose = (index: number | undefined) => {
    const { [visit.name]: _, ...others } = chosen;
    onChoose(index === undefined ? others : { ...others, [visit.name]: index });
  };
  const iterations = <IterationList map={visit} visits={visits} chosen={chosen[visit.name]} onChoose={choose} />;
  return [flow, { id: 'iterations', label: 'Iterations', content: iterations }];
}

interface VisitSelectProps {
  readonly visits: readonly Visit[];
  readonly place: number;
  readonly onPlace: (place: number) => void;
}

/** Loops and iterations enter a state several times. */
function VisitSelect({ visits, place, onPlace }: VisitSelectProps) {
  const options = visits.map((visit, i) => ({
    value: String(i),
    label: `Time ${i + 1} of ${visits.length}`,
    description: visit.iterations.length === 0 ? '' : iterationText(visit.iterations),
  }));
  return (
    <Select
      ariaLabel="Time it was entered"
      filteringType="auto"
      selectedOption={options[place] ?? null}
      options={options}
      onChange={({ detail }) => onPlace(Number(detail.selectedOption.value))}
    />
  );
}

interface DetailsProps {
  readonly visit: Visit | undefined;
  readonly state: { readonly Type?: string; readonly Resource?: string } | undefined;
}

function Details({ visit, state }: DetailsProps) {
  if (visit === undefined) return <Box color="text-body-secondary">This state was not entered.</Box>;
  const { status, attempts, enteredMs, exitedMs, itemCount, mapRunArn, assigned, input, output } = visit;
  return (
    <SpaceBetween size="s">
      <KeyValuePairs
        columns={2}
        items={[
          { label: 'Status', value: <Status of={status} /> },
          { label: 'Resource', value: <Resource visit={visit} resource={state?.Resource} /> },
          { label: 'Type', value: state?.Type ?? '-' },
          { label: 'Duration', value: exitedMs === undefined ? '-' : durationText(exitedMs - enteredMs) },
          ...(attempts.length > 1 ? [{ label: 'Attempts', value: String(attempts.length) }] : []),
          ...(mapRunArn === undefined
            ? []
            : [{ label: 'Map Run', value: <Link href={paths.mapRun(mapRunArn)}>Progress and child executions</Link> }]),
          ...(itemCount === undefined ? [] : [{ label: 'Items', value: String(itemCount) }]),
        ]}
      />
      <ExpandableSection defaultExpanded headerText="Input">
        {input === undefined ? '-' : <JsonView text={input} label="step input" />}
      </ExpandableSection>
      <ExpandableSection defaultExpanded headerText="Output">
        {output === undefined ? '-' : <JsonView text={output} label="step output" />}
      </ExpandableSection>
      {Object.keys(assigned).length > 0 && (
        <ExpandableSection defaultExpanded headerText="Variables assigned">
          <JsonView text={variablesText(assigned)} label="variables assigned" />
        </ExpandableSection>
      )}
      <ExpandableSection defaultExpanded headerText="Exception">
        <Exception visit={visit} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

interface ResourceProps {
  readonly visit: Visit;
  readonly resource: string | undefined;
}

function Resource({ visit: { functionName, enteredMs, exitedMs, attempts }, resource }: ResourceProps) {
  const called = attempts.at(-1)?.resource;
  if (functionName === undefined) return <>{resource ?? called ?? '-'}</>;
  return (
    <>
      <Link href={paths.function(functionName)}>{called?.startsWith('arn:') ? called : functionName}</Link> |{' '}
      <Link href={logsOfInvocation(functionName, enteredMs, exitedMs)}>CloudWatch logs</Link>
    </>
  );
}

function Exception({ visit: { error, cause = '' } }: { readonly visit: Visit }) {
  if (error === undefined && cause === '') return <>-</>;
  const denial = parseDenial(cause);
  return (
    <SpaceBetween size="xs">
      <KeyValuePairs
        items={[
          { label: 'Error', value: error ?? '-' },
          { label: 'Cause', value: cause === '' ? '-' : <JsonView text={cause} label="cause" /> },
        ]}
      />
      {denial && <DenialDetails denial={denial} />}
    </SpaceBetween>
  );
}

function StepEvents({ rows }: { readonly rows: readonly EventRow[] }) {
  if (rows.length === 0) return <Box color="text-body-secondary">Nothing happened in this state.</Box>;
  return (
    <ol className="step-events">
      {rows.map(({ id, type, elapsedMs }) => (
        <li key={id} value={id}>
          {type} <span className="mono">+{elapsedMs} ms</span>
        </li>
      ))}
    </ol>
  );
}
