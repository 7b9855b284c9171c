/** Versions and aliases of a state machine. */
import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  PublishStateMachineVersionCommand,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';
import { useClients } from '../../app/clients.ts';
import { useMachineVersions, versionKeys } from '../../queries/versions.ts';
import { timestampText } from '../../ui/time.ts';
import { useChange } from '../../ui/use-change.ts';
import type { Routing } from '../../versions/routing.ts';
import { VersionLists } from '../../versions/version-lists.tsx';

export default function MachineVersions({ machineArn }: { readonly machineArn: string }) {
  const { states } = useClients();
  const { data, error } = useMachineVersions(machineArn);
  const change = useChange(versionKeys.machine(machineArn));
  const routingConfiguration = ({ version, second, percent }: Routing) => [
    { stateMachineVersionArn: `${machineArn}:${version}`, weight: second === undefined ? 100 : 100 - percent },
    ...(second === undefined ? [] : [{ stateMachineVersionArn: `${machineArn}:${second}`, weight: percent }]),
  ];
  const saveAlias = (name: string, routing: Routing, isNew: boolean) => {
    const configuration = routingConfiguration(routing);
    return isNew
      ? states.send(new CreateStateMachineAliasCommand({ name, routingConfiguration: configuration }))
      : states.send(
          new UpdateStateMachineAliasCommand({
            stateMachineAliasArn: `${machineArn}:${name}`,
            routingConfiguration: configuration,
          }),
        );
  };
  const each = async (arns: readonly string[], send: (arn: string) => Promise<unknown>) => {
    for (const arn of arns) await send(arn);
  };
  return (
    <VersionLists
      versions={data?.versions.map(({ version, arn, created }) => ({ version, arn, madeText: timestampText(created) }))}
      aliases={data?.aliases}
      error={error}
      description="A version is the definition and role as they were when it was published."
      onPublish={() =>
        change(
          () => states.send(new PublishStateMachineVersionCommand({ stateMachineArn: machineArn })),
          'A version was published.',
        )
      }
      onDeleteVersions={(arns) =>
        change(
          () => each(arns, (arn) => states.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arn }))),
          'Deleted.',
        )
      }
      onSaveAlias={(name, routing, isNew) => change(() => saveAlias(name, routing, isNew), `${name} is saved.`)}
      onDeleteAliases={(arns) =>
        change(
          () => each(arns, (arn) => states.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: arn }))),
          'Deleted.',
        )
      }
    />
  );
}
