/** "New execution": a name if one wants to give it, and the input, checked while typing. */
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
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
import { jsonProblem } from '../../editor/json-problem.ts';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { statesKeys } from '../../queries/states.ts';
import { recentInputs, rememberInput } from './recent-inputs.ts';

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
  const [busy, setBusy] = useState(false);
  const { states } = useClients();
  const { fail } = useNotifications();
  const router = useRouter();
  const queries = useQueryClient();
  const problem = jsonProblem(input);
  const nameIsWrong = name !== '' && !/^[\w-]{1,80}$/.test(name);

  const start = async () => {
    setBusy(true);
    try {
      const command = new StartExecutionCommand({
        stateMachineArn: machineArn,
        input,
        ...(name === '' ? {} : { name }),
      });
      const { executionArn = '' } = await states.send(command);
      rememberInput(machineArn, input);
      await queries.invalidateQueries({ queryKey: statesKeys.executions(machineArn) });
      onClose();
      router.history.push(paths.execution(executionArn));
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
      </SpaceBetween>
    </Modal>
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
