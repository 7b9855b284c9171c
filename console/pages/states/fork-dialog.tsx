/** "Fork": a new execution that begins at any state of this one, with another input, other variables, or an edited definition. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { jsonProblem } from '../../editor/json-problem.ts';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { outerStateNames } from '../../execution/state-definitions.ts';
import { variablesBefore, variablesText } from '../../execution/variables.ts';
import type { Visit } from '../../execution/visits.ts';
import { indentJson } from '../../ui/json-view.tsx';

export interface ForkDialogProps {
  readonly executionArn: string;
  readonly definition: string;
  readonly visits: readonly Visit[];
  /** The state one looks at. */
  readonly selected: string | undefined;
  readonly onClose: () => void;
}

export function ForkDialog({ executionArn, definition: original, visits, selected, onClose }: ForkDialogProps) {
  const names = outerStateNames(original);
  const visitOf = (name: string | undefined) =>
    visits.findLast((visit) => visit.name === name && visit.container === undefined);
  const [stateName, setStateName] = useState(names.find((name) => name === selected) ?? visits[0]?.name ?? names[0]);
  const [definition, setDefinition] = useState(original);
  const [name, setName] = useState('');
  const [data, setData] = useState(dataOf(visitOf(stateName), visits));
  const [busy, setBusy] = useState(false);
  const { stepwell } = useClients();
  const { fail } = useNotifications();
  const router = useRouter();
  const visit = visitOf(stateName);
  const problem = jsonProblem(data.input) ?? jsonProblem(data.variables) ?? jsonProblem(definition);
  const choose = (chosen: string) => {
    setStateName(chosen);
    setData(dataOf(visitOf(chosen), visits));
  };
  const fork = async () => {
    setBusy(true);
    try {
      const started = await stepwell.call('ForkExecution', {
        executionArn,
        ...(stateName && { stateName }),
        ...(visit && { eventId: visit.id }),
        ...(name !== '' && { name }),
        ...(definition !== original && { definition }),
        ...data,
      });
      onClose();
      router.history.push(paths.execution(started.executionArn));
    } catch (error) {
      onClose();
      fail(error);
    }
  };
  return (
    <Modal
      visible
      size="large"
      header="Fork this execution"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={busy} disabled={problem !== undefined} onClick={fork}>
              Start fork
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>A new execution begins at the state you choose; this one stays as it is.</Box>
        <FormField
          label="Begin at"
          description={visit === undefined ? 'This execution never entered it.' : 'With what it was given here.'}
        >
          <Select
            selectedOption={stateName === undefined ? null : { value: stateName, label: stateName }}
            options={names.map((value) => ({ value, label: value }))}
            onChange={({ detail }) => choose(detail.selectedOption.value!)}
          />
        </FormField>
        <FormField label={<>Name - optional</>}>
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label="Input" stretch errorText={errorOf(data.input)}>
          <JsonEditor
            label="Input of the state"
            value={data.input}
            heightPx={160}
            onChange={(input) => setData({ ...data, input })}
          />
        </FormField>
        <FormField label="Variables" stretch errorText={errorOf(data.variables)}>
          <JsonEditor
            label="Variables"
            value={data.variables}
            heightPx={90}
            onChange={(variables) => setData({ ...data, variables })}
          />
        </FormField>
        <ExpandableSection headerText="Edit the definition for this execution">
          <JsonEditor label="Definition of the fork" value={definition} heightPx={320} onChange={setDefinition} />
        </ExpandableSection>
      </SpaceBetween>
    </Modal>
  );
}

function dataOf(
  visit: Visit | undefined,
  visits: readonly Visit[],
): { readonly input: string; readonly variables: string } {
  return {
    input: indentJson(visit?.input ?? '{}'),
    variables: visit === undefined ? '{}' : indentJson(variablesText(variablesBefore(visit, visits))),
  };
}

function errorOf(text: string): string {
  const problem = jsonProblem(text);
  return problem === undefined ? '' : `This is not JSON: ${problem}`;
}
