/** Versions and aliases of a function. */
import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { useClients } from '../../app/clients.ts';
import { nameOfArn } from '../../app/paths.ts';
import { useFunctionVersions, versionKeys } from '../../queries/versions.ts';
import { timestampText } from '../../ui/time.ts';
import { useChange } from '../../ui/use-change.ts';
import type { Routing } from '../../versions/routing.ts';
import { VersionLists } from '../../versions/version-lists.tsx';

export default function FunctionAliases({ name: FunctionName }: { readonly name: string }) {
  const { lambda } = useClients();
  const { data, error } = useFunctionVersions(FunctionName);
  const change = useChange(versionKeys.function(FunctionName));
  const saveAlias = (Name: string, { version, second, percent }: Routing, isNew: boolean) => {
    const AdditionalVersionWeights = second === undefined ? {} : { [second]: percent / 100 };
    const alias = { FunctionName, Name, FunctionVersion: version, RoutingConfig: { AdditionalVersionWeights } };
    return isNew ? lambda.send(new CreateAliasCommand(alias)) : lambda.send(new UpdateAliasCommand(alias));
  };
  const each = async (arns: readonly string[], send: (last: string) => Promise<unknown>) => {
    for (const arn of arns) await send(nameOfArn(arn));
  };
  return (
    <VersionLists
      versions={data?.versions.map(({ version, arn, modified }) => ({
        version,
        arn,
        madeText: timestampText(modified),
      }))}
      aliases={data?.aliases}
      error={error}
      description="A version is the code and configuration as they were when it was published; $LATEST is what you edit."
      onPublish={() =>
        change(() => lambda.send(new PublishVersionCommand({ FunctionName })), 'A version was published.')
      }
      onDeleteVersions={(arns) =>
        change(
          () => each(arns, (Qualifier) => lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }))),
          'Deleted.',
        )
      }
      onSaveAlias={(name, routing, isNew) => change(() => saveAlias(name, routing, isNew), `${name} is saved.`)}
      onDeleteAliases={(arns) =>
        change(() => each(arns, (Name) => lambda.send(new DeleteAliasCommand({ FunctionName, Name }))), 'Deleted.')
      }
    />
  );
}
