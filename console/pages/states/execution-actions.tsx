/** What one can do with an execution: stop it, redrive it, fork it, run it again, compare it, change its machine. */
import { type DescribeExecutionOutput, RedriveExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import type { Visit } from '../../execution/visits.ts';
import { statesKeys } from '../../queries/states.ts';
import { useChange } from '../../ui/use-change.ts';
import { ForkDialog } from './fork-dialog.tsx';
import { StartExecutionDialog } from './start-execution-dialog.tsx';

export interface ExecutionActionsProps {
  readonly executionArn: string;
  readonly machineArn: string;
  readonly execution: DescribeExecutionOutput | undefined;
  readonly definition: string;
  readonly visits: readonly Visit[];
  readonly selected: string | undefined;
}

export function ExecutionActions(props: ExecutionActionsProps) {
  const { executionArn, machineArn, execution, definition, visits, selected } = props;
  const { states } = useClients();
  const change = useChange(statesKeys.execution(executionArn));
  const [dialog, setDialog] = useState<'start' | 'fork'>();
  const close = () => setDialog(undefined);
  const redrive = () => states.send(new RedriveExecutionCommand({ executionArn }));
  const stop = () => states.send(new StopExecutionCommand({ executionArn }));
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={execution?.status !== 'RUNNING'} onClick={() => change(stop, 'The execution is stopped.')}>
        Stop execution
      </Button>
      <Button
        disabled={execution?.redriveStatus !== 'REDRIVABLE'}
        disabledReason={execution?.redriveStatusReason ?? 'Only an execution that did not succeed can be redriven.'}
        onClick={() => change(redrive, 'The execution goes on where it failed.')}
      >
        Redrive
      </Button>
      <Button disabled={visits.length === 0} onClick={() => setDialog('fork')}>
        Fork
      </Button>
      <Button href={paths.compare(executionArn)}>Compare</Button>
      <Button href={paths.editMachine(machineArn)}>Edit state machine</Button>
      <Button variant="primary" disabled={execution === undefined} onClick={() => setDialog('start')}>
        New execution
      </Button>
      {dialog === 'start' && <StartExecutionDialog machineArn={machineArn} input={execution?.input} onClose={close} />}
      {dialog === 'fork' && (
        <ForkDialog
          executionArn={executionArn}
          definition={definition}
          visits={visits}
          selected={selected}
          onClose={close}
        />
      )}
    </SpaceBetween>
  );
}
