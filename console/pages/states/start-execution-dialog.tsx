/** "New execution": a name if one wants to give it, the input, checked while typing, and how many of them to start. */
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { nameOfArn, paths } from '../../app/paths.ts';
import { CallCode } from '../../code/call-code.tsx';
import { jsonProblem } from '../../editor/json-problem.ts';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { statesKeys } from '../../queries/states.ts';
import { recentInputs, rememberInput } from './recent-inputs.ts';
import { STARTS_MAX, startMany } from './start-many.ts';

export interface StartExecutionDialogProps {
  readonly machineArn: string;
  /** Of the execution to run again. */
  readonly input?: string | undefined;
  readonly onClose: () => void;
}

const COMMENT = '{\n  "Comment": "Insert your JSON here"\n}';

export function StartExecutionDialog({ machineArn, input: given, onClose }: StartExecutionDialogProps) {
  const recent = recentInputs(machineArn);
  const [name, setName] = useState('');
  const [input, setInput] = useState(given ?? recent[0] ?? COMMENT);
  const [count, setCount] = useState('1');
  const [busy, setBusy] = useState(false);
  const { states } = useClients();
  const { succeed, fail } = useNotifications();
  const router = useRouter();
  const queries = useQueryClient();
  const problem = jsonProblem(input);
  const nameIsWrong = name !== '' && !/^[\w-]{1,80}$/.test(name);

  const times = Math.min(Math.max(1, Math.floor(Number(count)) || 1), STARTS_MAX);
  const request = { stateMachineArn: machineArn, input, ...(name === '' ? {} : { name }) };

  const start = async () => {
    setBusy(true);
    try {
      const arns = await startMany(request, times, (one) => states.send(new StartExecutionCommand(one)));
      rememberInput(machineArn, input);
      await queries.invalidateQueries({ queryKey: statesKeys.executions(machineArn) });
      onClose();
      if (times > 1) succeed(`${times} executions were started.`);
      router.history.push(times > 1 ? paths.machine(machineArn) : paths.execution(arns[0]!));
    } catch (error) {
      setBusy(false);
      onClose();
      fail(error);
    }
  };

  return (
    <Modal
      visible
      size="large"
      header="New execution"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={busy} disabled={problem !== undefined || nameIsWrong} onClick={start}>
              Start execution
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>An execution of {nameOfArn(machineArn)} begins with this input.</Box>
        <FormField
          label={<>Name - optional</>}
          description="An id of its own is given when it is left empty."
          errorText={nameIsWrong ? 'Letters, digits, hyphens and underscores, at most 80.' : ''}
        >
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        {recent.length > 0 && (
          <FormField label="Recent inputs">
            <Select
              selectedOption={null}
              placeholder="Take one that was used before"
              options={recent.map((text) => ({ value: text, label: oneLine(text) }))}
              onChange={({ detail }) => setInput(detail.selectedOption.value ?? input)}
            />
          </FormField>
        )}
        <FormField label="Input" stretch errorText={problem === undefined ? '' : `This is not JSON: ${problem}`}>
          <JsonEditor label="Input" value={input} onChange={setInput} />
        </FormField>
        <FormField
          label="How many"
          description={times > 1 && name !== '' ? `They are named ${name}-1 to ${name}-${times}.` : ''}
        >
          <Input type="number" inputMode="numeric" value={count} onChange={({ detail }) => setCount(detail.value)} />
        </FormField>
        <ExpandableSection headerText="Show as code">
          <CallCode call={{ client: 'sfn', operation: 'StartExecution', input: request }} />
        </ExpandableSection>
      </SpaceBetween>
    </Modal>
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
