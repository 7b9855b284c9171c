/** Test: events saved under a name, and what the function made of one, with the tail of its log. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { logGroupOfFunction, paths } from '../../app/paths.ts';
import { jsonProblem } from '../../editor/json-problem.ts';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { INPUT } from '../../guide/call-center.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { durationText } from '../../ui/time.ts';
import { readTestEvents, saveTestEvent, type TestEvent } from './test-events.ts';

interface TestResult {
  readonly isFailure: boolean;
  readonly payload: string;
  readonly logTail: string;
  readonly durationMs: number;
}

const CONFIGURE = { value: '', label: 'Configure test events' };

export function FunctionTest({ name }: { readonly name: string }) {
  const [events, setEvents] = useState(() => readTestEvents(name));
  const [chosen, setChosen] = useState<string | undefined>(events[0]?.name);
  const [configuring, setConfiguring] = useState(false);
  const { test, busy, result } = useTest(name);
  const event = events.find((each) => each.name === chosen);
  const save = (saved: TestEvent) => {
    setEvents(saveTestEvent(name, saved));
    setChosen(saved.name);
    setConfiguring(false);
  };
  return (
    <SpaceBetween size="m">
      <SpaceBetween direction="horizontal" size="xs">
        <Select
          ariaLabel="Test event"
          placeholder="Select a test event..."
          selectedOption={event ? { value: event.name, label: event.name } : null}
          options={[...events.map((each) => ({ value: each.name, label: each.name })), CONFIGURE]}
          onChange={({ detail }) =>
            detail.selectedOption.value === CONFIGURE.value
              ? setConfiguring(true)
              : setChosen(detail.selectedOption.value)
          }
        />
        <Button loading={busy} onClick={() => (event ? test(event.text) : setConfiguring(true))}>
          Test
        </Button>
      </SpaceBetween>
      {result && <Result name={name} result={result} />}
      {configuring && <ConfigureEvent event={event} onSave={save} onClose={() => setConfiguring(false)} />}
    </SpaceBetween>
  );
}

function useTest(name: string) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<TestResult>();
  const { lambda } = useClients();
  const { fail } = useNotifications();
  const test = async (event: string) => {
    setBusy(true);
    const startedMs = performance.now();
    try {
      const command = new InvokeCommand({
        FunctionName: name,
        Payload: new TextEncoder().encode(event),
        LogType: 'Tail',
      });
      const { Payload, LogResult = '', FunctionError } = await lambda.send(command);
      setResult({
        isFailure: FunctionError !== undefined,
        payload: new TextDecoder().decode(Payload),
        logTail: decodeBase64(LogResult),
        durationMs: Math.round(performance.now() - startedMs),
      });
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  return { test, busy, result };
}

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}

function Result({ name, result }: { readonly name: string; readonly result: TestResult }) {
  const { isFailure, payload, logTail, durationMs } = result;
  const title = isFailure ? 'Execution result: failed' : 'Execution result: succeeded';
  return (
    <Alert type={isFailure ? 'error' : 'success'} header={`${title} (${durationText(durationMs)})`}>
      <ExpandableSection headerText="Details" defaultExpanded>
        <SpaceBetween size="s">
          <Box>
            What the function {isFailure ? 'failed with' : 'returned'}.{' '}
            <Link href={paths.logGroup(logGroupOfFunction(name))}>CloudWatch logs</Link>
          </Box>
          <JsonView text={payload} label="test result" />
          <Box variant="awsui-key-label">Log output</Box>
          <JsonView text={logTail.trimEnd()} label="log output" />
        </SpaceBetween>
      </ExpandableSection>
    </Alert>
  );
}

interface ConfigureEventProps {
  readonly event: TestEvent | undefined;
  readonly onSave: (event: TestEvent) => void;
  readonly onClose: () => void;
}

function ConfigureEvent({ event, onSave, onClose }: ConfigureEventProps) {
  const [name, setName] = useState(event?.name ?? '');
  const [text, setText] = useState(event?.text ?? INPUT);
  const problem = jsonProblem(text);
  return (
    <Modal
      visible
      size="large"
      header="Configure test event"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={name === '' || problem !== undefined}
              onClick={() => onSave({ name, text })}
            >
              Save event
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Event name" description="Events are kept in this browser.">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label="Event" stretch errorText={problem === undefined ? '' : `This is not JSON: ${problem}`}>
          <JsonEditor label="Event" value={text} onChange={setText} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
