/** Versions and aliases of state machines and functions, as queries. */

import { paginateListAliases, paginateListVersionsByFunction } from '@aws-sdk/client-lambda';
import {
  DescribeStateMachineAliasCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
} from '@aws-sdk/client-sfn';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import type { Routing } from '../versions/routing.ts';
import { lambdaKeys } from './lambda.ts';
import { gather } from './pages.ts';
import { LIST_REFRESH_MS } from './refresh.ts';
import { statesKeys } from './states.ts';

export interface Alias {
  readonly name: string;
  readonly arn: string;
  readonly routing: Routing;
}

export const versionKeys = {
  machine: (arn: string) => [...statesKeys.machine(arn), 'versions'],
  function: (name: string) => [...lambdaKeys.function(name), 'versions'],
} as const;

/** `arn:...:stateMachine:M:3` -> `3` */
function versionOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}

export function useMachineVersions(stateMachineArn: string) {
  const { states } = useClients();
  return useQuery({
    queryKey: versionKeys.machine(stateMachineArn),
    refetchInterval: LIST_REFRESH_MS,
    queryFn: async () => {
      const [{ stateMachineVersions = [] }, { stateMachineAliases = [] }] = await Promise.all([
        states.send(new ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1000 })),
        states.send(new ListStateMachineAliasesCommand({ stateMachineArn, maxResults: 1000 })),
      ]);
      const described = await Promise.all(
        stateMachineAliases.map(({ stateMachineAliasArn }) =>
          states.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })),
        ),
      );
      const aliases = described.map(({ name = '', stateMachineAliasArn = '', routingConfiguration = [] }): Alias => {
        const [first, second] = routingConfiguration;
        const routing = {
          version: versionOf(first?.stateMachineVersionArn ?? ''),
          second: second && versionOf(second.stateMachineVersionArn ?? ''),
          percent: second?.weight ?? 0,
        };
        return { name, arn: stateMachineAliasArn, routing };
      });
      const versions = stateMachineVersions.map(({ stateMachineVersionArn = '', creationDate }) => ({
        version: versionOf(stateMachineVersionArn),
        arn: stateMachineVersionArn,
        created: creationDate,
      }));
      return { versions, aliases };
    },
  });
}

export function useFunctionVersions(FunctionName: string) {
  const { lambda: client } = useClients();
  return useQuery({
    queryKey: versionKeys.function(FunctionName),
    refetchInterval: LIST_REFRESH_MS,
    queryFn: async () => {
      const [versions, aliases] = await Promise.all([
        gather(paginateListVersionsByFunction({ client }, { FunctionName }), (page) => page.Versions),
        gather(paginateListAliases({ client }, { FunctionName }), (page) => page.Aliases),
      ]);
      return {
        versions: versions.map(({ Version = '', FunctionArn = '', Description = '', LastModified }) => ({
          version: Version,
          arn: FunctionArn,
          description: Description,
          modified: LastModified === undefined ? undefined : new Date(LastModified),
        })),
        aliases: aliases.map(({ Name = '', AliasArn = '', FunctionVersion = '', RoutingConfig }): Alias => {
          const [second] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
          const routing = {
            version: FunctionVersion,
            second: second?.[0],
            percent: Math.round((second?.[1] ?? 0) * 100),
          };
          return { name: Name, arn: AliasArn, routing };
        }),
      };
    },
  });
}
