/** What became of the selected state: its status, what it called, its input, output and exception. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { paths } from '../app/paths.ts';
import { DenialDetails, parseDenial } from '../ui/denial.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Status } from '../ui/status.tsx';
import { durationText } from '../ui/time.ts';
import type { EventRow } from './event-rows.ts';
import { logsOfInvocation } from './invocation-logs.ts';
import { stateDefinitions } from './state-definitions.ts';
import type { Step } from './steps.ts';

export interface StepDetailsProps {
  readonly name: string | undefined;
  readonly steps: ReadonlyMap<string, Step>;
  readonly definition: string;
  readonly rows: readonly EventRow[];
  readonly onSelect: (name: string | undefined) => void;
}

export function StepDetails({ name, steps, definition, rows, onSelect }: StepDetailsProps) {
  const definitions = stateDefinitions(definition);
  const state = name === undefined ? undefined : definitions.get(name);
  const step = name === undefined ? undefined : steps.get(name);
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
        {name !== undefined && (
          <Tabs
            tabs={[
              { id: 'details', label: 'Details', content: <Details step={step} state={state} /> },
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

interface DetailsProps {
  readonly step: Step | undefined;
  readonly state: { readonly Type?: string; readonly Resource?: string } | undefined;
}

function Details({ step, state }: DetailsProps) {
  if (step === undefined) return <Box color="text-body-secondary">This state was not entered.</Box>;
  const { status, visits, attempts, enteredMs, exitedMs } = step;
  return (
    <SpaceBetween size="s">
      <KeyValuePairs
        columns={2}
        items={[
          { label: 'Status', value: <Status of={status} /> },
          { label: 'Resource', value: <Resource step={step} resource={state?.Resource} /> },
          { label: 'Type', value: state?.Type ?? '-' },
          { label: 'Duration', value: exitedMs === undefined ? '-' : durationText(exitedMs - enteredMs) },
          ...(attempts > 1 ? [{ label: 'Attempts', value: String(attempts) }] : []),
          ...(visits > 1 ? [{ label: 'Entered', value: `${visits} times; the last one is shown` }] : []),
        ]}
      />
      <ExpandableSection defaultExpanded headerText="Input">
        {step.input === undefined ? '-' : <JsonView text={step.input} label="step input" />}
      </ExpandableSection>
      <ExpandableSection defaultExpanded headerText="Output">
        {step.output === undefined ? '-' : <JsonView text={step.output} label="step output" />}
      </ExpandableSection>
      <ExpandableSection defaultExpanded headerText="Exception">
        <Exception step={step} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

interface ResourceProps {
  readonly step: Step;
  readonly resource: string | undefined;
}

function Resource({ step, resource = step.resource }: ResourceProps) {
  const { functionName, enteredMs, exitedMs } = step;
  if (functionName === undefined) return <>{resource ?? '-'}</>;
  return (
    <>
      <Link href={paths.function(functionName)}>{step.resource ?? functionName}</Link> |{' '}
      <Link href={logsOfInvocation(functionName, enteredMs, exitedMs)}>CloudWatch logs</Link>
    </>
  );
}

function Exception({ step: { error, cause = '' } }: { readonly step: Step }) {
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
