/** Tests one state of the definition as it stands in the editor, saved or not. */
import { TestStateCommand } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useClients } from '../app/clients.ts';
import { stateDefinitions } from '../execution/state-definitions.ts';
import { Problem } from '../ui/problem.tsx';
import { FillFromExecution } from './fill-from-execution.tsx';
import { SavedCases } from './saved-cases.tsx';
import { deleteCase, readCases, saveCase, type TestCase, testRequest } from './test-case.ts';
import { TestFields } from './test-fields.tsx';
import { TestOutcome } from './test-outcome.tsx';

export interface TestPanelProps {
  readonly definition: string;
  readonly machineArn: string;
  readonly roleArn: string;
  readonly selected: string | undefined;
  readonly onSelect: (name: string | undefined) => void;
}

const WITH_WORK = new Set(['Task', 'Map', 'Parallel']);

export default function TestPanel({ definition, machineArn, roleArn, selected, onSelect }: TestPanelProps) {
  const { states } = useClients();
  const definitions = useMemo(() => stateDefinitions(definition), [definition]);
  const names = [...definitions.keys()];
  const stateName = names.find((name) => name === selected) ?? names[0] ?? '';
  const hasWork = WITH_WORK.has(definitions.get(stateName)?.Type ?? '');
  const [draft, setDraft] = useState<Omit<TestCase, 'stateName'>>({
    input: '{}',
    variables: '{}',
    mock: { result: '{}' },
  });
  const [cases, setCases] = useState(() => readCases(machineArn));
  const [name, setName] = useState('');
  const test: TestCase = { ...draft, stateName, mock: hasWork ? draft.mock : undefined };
  const send = (one: TestCase) => states.send(new TestStateCommand(testRequest(one, definition, roleArn)));
  const run = useMutation({ mutationFn: send });
  const open = (opened: TestCase) => {
    setDraft(opened);
    onSelect(opened.stateName);
    run.reset();
  };
  return (
    <SpaceBetween size="s">
      <Select
        ariaLabel="State to test"
        selectedOption={{ value: stateName, label: stateName }}
        options={names.map((value) => ({ value, label: value }))}
        onChange={({ detail }) => onSelect(detail.selectedOption.value)}
      />
      <FillFromExecution machineArn={machineArn} definition={definition} stateName={stateName} onFill={open} />
      <TestFields test={{ ...draft, stateName }} hasWork={hasWork} onChange={setDraft} />
      <Button variant="primary" loading={run.isPending} onClick={() => run.mutate(test)}>
        Run test
      </Button>
      {run.error && <Problem error={run.error} />}
      {run.data && <TestOutcome outcome={run.data} />}
      {run.data && (
        <FormField label="Save it as a case">
          <SpaceBetween direction="horizontal" size="xs">
            <Input ariaLabel="Name of the case" value={name} onChange={({ detail }) => setName(detail.value)} />
            <Button
              disabled={name.trim() === ''}
              onClick={() => {
                setCases(saveCase(machineArn, { ...test, name: name.trim(), output: run.data.output }));
                setName('');
              }}
            >
              Save case
            </Button>
          </SpaceBetween>
        </FormField>
      )}
      <SavedCases
        cases={cases}
        onRun={async (saved) => (await send(saved)).output}
        onOpen={open}
        onDelete={(deleted) => setCases(deleteCase(machineArn, deleted))}
      />
    </SpaceBetween>
  );
}
