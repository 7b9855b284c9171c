/** Tests one state of the definition as it stands in the editor, saved or not. */
import { TestStateCommand, type TestStateCommandOutput } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useClients } from '../app/clients.ts';
import { stateDefinitions } from '../execution/state-definitions.ts';
import { testCasesKey, useTestCases } from '../queries/test-cases.ts';
import { Problem } from '../ui/problem.tsx';
import { useChange } from '../ui/use-change.ts';
import { FillFromExecution } from './fill-from-execution.tsx';
import { SavedCases } from './saved-cases.tsx';
import { openedCase, savedCase, type TestCase, testRequest } from './test-case.ts';
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
  const { states, stepwell } = useClients();
  const definitions = useMemo(() => stateDefinitions(definition), [definition]);
  const names = [...definitions.keys()];
  const stateName = names.find((name) => name === selected) ?? names[0] ?? '';
  const hasWork = WITH_WORK.has(definitions.get(stateName)?.Type ?? '');
  const [draft, setDraft] = useState<Omit<TestCase, 'stateName'>>({
    input: '{}',
    variables: '{}',
    mock: { result: '{}' },
  });
  const cases = useTestCases(machineArn);
  const change = useChange(testCasesKey(machineArn));
  const [name, setName] = useState('');
  const test: TestCase = { ...draft, stateName, mock: hasWork ? draft.mock : undefined };
  const send = (one: TestCase) => states.send(new TestStateCommand(testRequest(one, definition, roleArn)));
  const run = useMutation({ mutationFn: send });
  const save = async (caseName: string, answer: TestStateCommandOutput) => {
    const saved = savedCase(caseName, test, answer);
    const put = () => stepwell.call('PutTestCase', { stateMachineArn: machineArn, ...saved });
    await change(put, `The case "${caseName}" is saved.`);
    setName('');
  };
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
            <Button disabled={name.trim() === ''} onClick={() => save(name.trim(), run.data)}>
              Save case
            </Button>
          </SpaceBetween>
        </FormField>
      )}
      <SavedCases
        cases={cases.data ?? []}
        onRun={(saved) => send(openedCase(saved))}
        onOpen={(saved) => open(openedCase(saved))}
        onDelete={(deleted) =>
          change(
            () => stepwell.call('DeleteTestCase', { stateMachineArn: machineArn, name: deleted }),
            `The case "${deleted}" is deleted.`,
          )
        }
      />
    </SpaceBetween>
  );
}
