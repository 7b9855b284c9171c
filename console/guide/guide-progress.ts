/** How far the tutorial has come, read from what exists, so that it is true whoever did it and wherever. */

import { DescribeStateMachineCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { readDraft } from '../pages/states/machine-draft.ts';
import { useRoles } from '../queries/iam.ts';
import { useFunctions } from '../queries/lambda.ts';
import { LIST_REFRESH_MS } from '../queries/refresh.ts';
import { useMachines } from '../queries/states.ts';
import { FUNCTIONS, MACHINE_NAME, MACHINE_ROLE, ROLES } from './call-center.ts';

export interface Progress {
  readonly hasDraft: boolean;
  readonly hasMachineRole: boolean;
  /** Undefined until it exists. */
  readonly machineArn: string | undefined;
  /** Names of those that exist. */
  readonly functions: ReadonlySet<string>;
  /** How many Task states name a function that exists. */
  readonly statesWithFunction: number;
  readonly statuses: ReadonlySet<string>;
  /** Whether nothing of the tutorial exists any more, or yet. */
  readonly isEmpty: boolean;
}

export function useProgress(): Progress {
  const machines = useMachines();
  const roles = useRoles();
  const functions = useFunctions();
  const machineArn = machines.data?.find(({ name }) => name === MACHINE_NAME)?.stateMachineArn;
  const machine = useMachineProgress(machineArn);

  const names = new Set(functions.data?.map(({ FunctionName = '' }) => FunctionName));
  const made = FUNCTIONS.filter(({ name }) => names.has(name)).map(({ name }) => name);
  const roleNames = new Set(roles.data?.map(({ RoleName }) => RoleName));
  const arns = new Set(functions.data?.map(({ FunctionArn = '' }) => FunctionArn));
  return {
    hasDraft: readDraft() !== undefined,
    hasMachineRole: roleNames.has(MACHINE_ROLE),
    machineArn,
    functions: new Set(made),
    statesWithFunction: machine.data?.resources.filter((arn) => arns.has(arn)).length ?? 0,
    statuses: machine.data?.statuses ?? new Set(),
    isEmpty: machineArn === undefined && made.length === 0 && !ROLES.some(({ name }) => roleNames.has(name)),
  };
}

function useMachineProgress(machineArn: string | undefined) {
  const { states } = useClients();
  return useQuery({
    queryKey: ['guide', machineArn],
    enabled: machineArn !== undefined,
    refetchInterval: LIST_REFRESH_MS,
    queryFn: async () => {
      const stateMachineArn = machineArn ?? '';
      const [{ definition = '{}' }, { executions = [] }] = await Promise.all([
        states.send(new DescribeStateMachineCommand({ stateMachineArn })),
        states.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 })),
      ]);
      return {
        resources: resourcesOf(definition),
        statuses: new Set<string>(executions.map(({ status = '' }) => status)),
      };
    },
  });
}

function resourcesOf(definition: string): readonly string[] {
  const { States = {} } = JSON.parse(definition) as {
    readonly States?: Record<string, { readonly Resource?: string }>;
  };
  return Object.values(States).flatMap(({ Resource }) => Resource ?? []);
}
