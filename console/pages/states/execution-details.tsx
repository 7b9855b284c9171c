/** What an execution is: its status, times, input and output, and how it failed. */
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Tabs from '@cloudscape-design/components/tabs';
import { nameOfArn, paths } from '../../app/paths.ts';
import { useExecutionOrigin } from '../../queries/stepwell.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { DenialDetails, parseDenial } from '../../ui/denial.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Status } from '../../ui/status.tsx';
import { durationText, timestampText } from '../../ui/time.ts';

export interface ExecutionDetailsProps {
  readonly arn: string;
  readonly machineArn: string;
  readonly roleArn: string | undefined;
  readonly execution: DescribeExecutionOutput | undefined;
}

export function ExecutionDetails({ arn, machineArn, roleArn, execution }: ExecutionDetailsProps) {
  const { status, startDate, stopDate, input, output } = execution ?? {};
  const { data: origin } = useExecutionOrigin(arn);
  const { forkedFrom, startedBy } = origin ?? {};
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
        ...(execution?.redriveCount ? [{ label: 'Redriven', value: `${execution.redriveCount} times` }] : []),
        ...(startedBy
          ? [
              {
                label: 'Started by',
                value: <Link href={paths.execution(startedBy.executionArn)}>{nameOfArn(startedBy.executionArn)}</Link>,
              },
            ]
          : []),
        ...(forkedFrom
          ? [
              {
                label: 'Forked from',
                value: (
                  <>
                    <Link href={paths.execution(forkedFrom.executionArn)}>{nameOfArn(forkedFrom.executionArn)}</Link> at{' '}
                    {forkedFrom.stateName}
                  </>
                ),
              },
            ]
          : []),
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

export function ExecutionFailure({ execution }: { readonly execution: DescribeExecutionOutput | undefined }) {
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
