/** What one can do with an execution: stop it, run it again, change its machine. */
import { type DescribeExecutionOutput, StopExecutionCommand } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { statesKeys } from '../../queries/states.ts';
import { useChange } from '../../ui/use-change.ts';
import { StartExecutionDialog } from './start-execution-dialog.tsx';

export interface ExecutionActionsProps {
  readonly executionArn: string;
  readonly machineArn: string;
  readonly execution: DescribeExecutionOutput | undefined;
}

export function ExecutionActions({ executionArn, machineArn, execution }: ExecutionActionsProps) {
  const { states } = useClients();
  const change = useChange(statesKeys.execution(executionArn));
  const [starting, setStarting] = useState(false);
  const stop = () => states.send(new StopExecutionCommand({ executionArn }));
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={execution?.status !== 'RUNNING'} onClick={() => change(stop, 'The execution is stopped.')}>
        Stop execution
      </Button>
      <Button href={paths.compare(executionArn)}>Compare</Button>
      <Button href={paths.editMachine(machineArn)}>Edit state machine</Button>
      <Button variant="primary" disabled={execution === undefined} onClick={() => setStarting(true)}>
        New execution
      </Button>
      {starting && (
        <StartExecutionDialog machineArn={machineArn} input={execution?.input} onClose={() => setStarting(false)} />
      )}
    </SpaceBetween>
  );
}
