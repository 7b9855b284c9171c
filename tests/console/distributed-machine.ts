/** An execution with a Map Run, for the pages that show it and its child executions. */
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { MACHINE_ROLE, roleArn, type TutorialParts } from './tutorial-parts.ts';

const MACHINE_NAME = 'Distributed';

const DEFINITION = JSON.stringify({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Pack',
        States: { Pack: { Type: 'Pass', End: true } },
      },
      End: true,
    },
  },
});

export const distributedExecutionArn = (name: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:${MACHINE_NAME}:${name}`;

/** Makes the machine, lets its role do what a Map Run needs, and waits until an execution over three items has ended. */
export async function executeDistributed(parts: TutorialParts, name: string): Promise<void> {
  await parts.allowEverything();
  const machine = { name: MACHINE_NAME, definition: DEFINITION, roleArn: roleArn(MACHINE_ROLE) };
  const { stateMachineArn } = await parts.states.send(new CreateStateMachineCommand(machine));
  await parts.states.send(new StartExecutionCommand({ stateMachineArn, name, input: '[1,2,3]' }));
  await parts.untilEnded(distributedExecutionArn(name));
}
