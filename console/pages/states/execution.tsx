/** An execution: what it is, its graph as it goes, the details of a step, and its events. */
import { type DescribeExecutionOutput, type HistoryEvent, StopExecutionCommand } from '@aws-sdk/client-sfn';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { machineArnOfExecution, nameOfArn, paths } from '../../app/paths.ts';
import type { ExecutionSearch } from '../../app/router.tsx';
import { eventRows } from '../../execution/event-rows.ts';
import { EventTable } from '../../execution/event-table.tsx';
import { useHistory } from '../../execution/history.ts';
import { StepDetails } from '../../execution/step-details.tsx';
import { foldSteps, type Step } from '../../execution/steps.ts';
import { transitionsOf } from '../../execution/transitions.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { useExecution, useMachineOfExecution } from '../../queries/states.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { DenialDetails, parseDenial } from '../../ui/denial.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Status } from '../../ui/status.tsx';
import { durationText, timestampText } from '../../ui/time.ts';
import { StartExecutionDialog } from './start-execution-dialog.tsx';

const NO_EVENTS: readonly HistoryEvent[] = [];

export default function Execution() {
  const { arn } = useParams({ strict: false }) as { readonly arn: string };
  const search = useSearch({ strict: false }) as ExecutionSearch;
  const navigate = useNavigate();
  const execution = useExecution(arn);
  const machine = useMachineOfExecution(arn);
  const history = useHistory(arn);
  const [starting, setStarting] = useState(false);
  const machineArn = execution.data?.stateMachineArn ?? machineArnOfExecution(arn);
  const events = history.data?.events ?? NO_EVENTS;
  const rows = useMemo(() => eventRows(events), [events]);
  const steps = useMemo(() => foldSteps(events), [events]);
  const statuses = useMemo(() => new Map([...steps].map(([name, { status }]) => [name, status])), [steps]);
  const notes = useMemo(() => new Map([...steps].map(([name, step]) => [name, durationNote(step)])), [steps]);
  const transitions = useMemo(() => transitionsOf(events), [events]);

  const show = (changed: { readonly [name in keyof ExecutionSearch]: ExecutionSearch[name] | undefined }) =>
    void navigate({ to: '.', search: { ...search, ...changed }, replace: true, resetScroll: false });
  const selectStep = (state: string | undefined) => show({ state });
  const trail = [
    { text: 'Step Functions', href: paths.machines },
    { text: 'State machines', href: paths.machines },
    { text: nameOfArn(machineArn), href: paths.machine(machineArn) },
  ];
  const error = execution.error ?? history.error;
  if (error) {
    return (
      <Page title={nameOfArn(arn)} trail={trail}>
        <Problem error={error} />
      </Page>
    );
  }
  return (
    <Page
      title={nameOfArn(arn)}
      trail={trail}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <StopButton executionArn={arn} isRunning={execution.data?.status === 'RUNNING'} />
          <Button href={paths.editMachine(machineArn)}>Edit state machine</Button>
          <Button variant="primary" disabled={execution.data === undefined} onClick={() => setStarting(true)}>
            New execution
          </Button>
        </SpaceBetween>
      }
    >
      <Failure execution={execution.data} />
      <Details arn={arn} machineArn={machineArn} execution={execution.data} roleArn={machine.data?.roleArn} />
      <Container>
        <div className="panes wide-left">
          <section aria-label="Visual workflow">
            <div className="pane-bar">
              <Header variant="h2">Visual workflow</Header>
            </div>
            <WorkflowGraph
              definition={machine.data?.definition ?? ''}
              statuses={statuses}
              transitions={transitions}
              notes={notes}
              selectedState={search.state}
              onSelectState={selectStep}
              heightPx={520}
            />
          </section>
          <StepDetails
            name={search.state}
            steps={steps}
            definition={machine.data?.definition ?? ''}
            rows={rows}
            onSelect={selectStep}
          />
        </div>
      </Container>
      <EventTable rows={rows} openId={search.event} onOpen={(event) => show({ event })} onSelectStep={selectStep} />
      {starting && (
        <StartExecutionDialog
          machineArn={machineArn}
          input={execution.data?.input}
          onClose={() => setStarting(false)}
        />
      )}
    </Page>
  );
}

function durationNote({ enteredMs, exitedMs }: Step): string {
  return exitedMs === undefined ? '' : durationText(exitedMs - enteredMs);
}

interface DetailsProps {
  readonly arn: string;
  readonly machineArn: string;
  readonly roleArn: string | undefined;
  readonly execution: DescribeExecutionOutput | undefined;
}

function Details({ arn, machineArn, roleArn, execution }: DetailsProps) {
  const { status, startDate, stopDate, input, output } = execution ?? {};
  const endMs = stopDate?.getTime();
  const info = (
    <KeyValuePairs
      columns={3}
      items={[
        { label: 'Execution status', value: <Status of={status} /> },
        { label: 'State machine', value: <Link href={paths.machine(machineArn)}>{nameOfArn(machineArn)}</Link> },
        {
          label: 'IAM role',
          value: roleArn && <Link href={paths.role(nameOfArn(roleArn))}>{nameOfArn(roleArn)}</Link>,
        },
        { label: 'Execution ARN', value: <ArnText arn={arn} label="execution ARN" /> },
        { label: 'Started', value: timestampText(startDate) },
        {
          label: 'End time',
          value: startDate && endMs ? `${timestampText(stopDate)} (${durationText(endMs - startDate.getTime())})` : '-',
        },
      ]}
    />
  );
  return (
    <Container header={<Header variant="h2">Execution details</Header>}>
      <Tabs
        tabs={[
          { id: 'info', label: 'Info', content: info },
          {
            id: 'input',
            label: 'Input',
            content: input === undefined ? '-' : <JsonView text={input} label="execution input" />,
          },
          {
            id: 'output',
            label: 'Output',
            content: output === undefined ? noOutput(status) : <JsonView text={output} label="execution output" />,
          },
        ]}
      />
    </Container>
  );
}

function noOutput(status: string | undefined): string {
  return status === 'RUNNING' ? 'The execution is still running.' : 'The execution has no output: it did not succeed.';
}

function Failure({ execution }: { readonly execution: DescribeExecutionOutput | undefined }) {
  const { status, error, cause = '' } = execution ?? {};
  if (status === undefined || status === 'RUNNING' || status === 'SUCCEEDED') return null;
  const denial = parseDenial(cause);
  const what = { FAILED: 'The execution failed', TIMED_OUT: 'The execution timed out' }[status as string];
  return (
    <Alert
      type={status === 'ABORTED' ? 'info' : 'error'}
      header={[what ?? 'The execution was stopped', error].filter(Boolean).join(': ')}
    >
      {cause}
      {denial && <DenialDetails denial={denial} />}
    </Alert>
  );
}

interface StopButtonProps {
  readonly executionArn: string;
  readonly isRunning: boolean;
}

function StopButton({ executionArn, isRunning }: StopButtonProps) {
  const { states } = useClients();
  const { succeed, fail } = useNotifications();
  const stop = async () => {
    await states.send(new StopExecutionCommand({ executionArn }));
    succeed('The execution is stopped.');
  };
  return (
    <Button disabled={!isRunning} onClick={() => stop().catch(fail)}>
      Stop execution
    </Button>
  );
}
