/** Monitoring: how the last invocations went, from the reports in the function's log. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { logGroupOfFunction, paths } from '../../app/paths.ts';
import { useLogEvents } from '../../queries/logs.ts';
import { Problem } from '../../ui/problem.tsx';
import { timestampText } from '../../ui/time.ts';
import { type InvocationReport, readReport } from './invocation-report.ts';

/** How the runtime and the service write down that an invocation failed. */
const FAILURES = '?"Invoke Error" ?"Uncaught Exception" ?"Task timed out"';

export function FunctionMonitoring({ name }: { readonly name: string }) {
  const group = logGroupOfFunction(name);
  const { data, error } = useLogEvents({ group, pattern: 'REPORT', window: undefined, follow: true });
  const failures = useLogEvents({ group, pattern: FAILURES, window: undefined, follow: true });
  const reports = (data ?? [])
    .map(({ message = '', timestamp = 0 }) => readReport(message, timestamp))
    .filter((report) => report !== undefined)
    .reverse();
  return (
    <Container
      header={
        <Header variant="h2" actions={<Button href={paths.logGroup(group)}>View logs in CloudWatch</Button>}>
          Invocations
        </Header>
      }
    >
      {error?.name === 'ResourceNotFoundException' || (!error && reports.length === 0) ? (
        <Box color="text-body-secondary">
          The function has written no report yet. Test it, or execute a state machine.
        </Box>
      ) : error ? (
        <Problem error={error} />
      ) : (
        <SpaceBetween size="l">
          <Summary reports={reports} errors={failures.data?.length ?? 0} />
          <Recent reports={reports.slice(0, 50)} />
        </SpaceBetween>
      )}
    </Container>
  );
}

interface SummaryProps {
  readonly reports: readonly InvocationReport[];
  readonly errors: number;
}

function Summary({ reports, errors }: SummaryProps) {
  const durations = reports.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const at = (share: number) => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0;
  return (
    <KeyValuePairs
      columns={5}
      items={[
        { label: 'Invocations', value: String(reports.length) },
        { label: 'Errors', value: String(errors) },
        { label: 'Median duration', value: `${at(0.5)} ms` },
        { label: '95th percentile', value: `${at(0.95)} ms` },
        { label: 'Most memory used', value: `${Math.max(...reports.map(({ memoryMb }) => memoryMb))} MB` },
      ]}
    />
  );
}

function Recent({ reports }: { readonly reports: readonly InvocationReport[] }) {
  return (
    <Table
      variant="embedded"
      items={[...reports]}
      trackBy="requestId"
      columnDefinitions={[
        { id: 'time', header: 'Time', cell: ({ atMs }) => timestampText(new Date(atMs)) },
        { id: 'id', header: 'Request ID', isRowHeader: true, cell: ({ requestId }) => requestId },
        { id: 'duration', header: 'Duration (ms)', cell: ({ durationMs }) => durationMs },
        { id: 'memory', header: 'Memory used (MB)', cell: ({ memoryMb }) => memoryMb },
      ]}
    />
  );
}
