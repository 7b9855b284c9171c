/** State machines and their executions, as queries. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListTagsForResourceCommand,
  paginateListActivities,
  paginateListExecutions,
  paginateListStateMachines,
} from '@aws-sdk/client-sfn';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { gather } from './pages.ts';
import { CHANGING_REFRESH_MS, LIST_REFRESH_MS } from './refresh.ts';

export const statesKeys = {
  machines: ['states', 'machines'],
  machine: (arn: string) => ['states', 'machine', arn],
  executions: (machineArn: string) => ['states', 'executions', machineArn],
  execution: (arn: string) => ['states', 'execution', arn],
} as const;

/** How many executions of a machine are read; more are found by searching. */
const EXECUTIONS_READ_MAX = 1_000;

export function useMachines() {
  const { states: client } = useClients();
  return useQuery({
    queryKey: statesKeys.machines,
    queryFn: () => gather(paginateListStateMachines({ client }, { maxResults: 1000 }), (page) => page.stateMachines),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export function useMachine(stateMachineArn: string) {
  const { states: client } = useClients();
  return useQuery({
    queryKey: statesKeys.machine(stateMachineArn),
    queryFn: () => client.send(new DescribeStateMachineCommand({ stateMachineArn })),
    refetchInterval: ({ state }) => (state.data?.status === 'DELETING' ? CHANGING_REFRESH_MS : LIST_REFRESH_MS),
  });
}

export function useMachineTags(resourceArn: string) {
  const { states: client } = useClients();
  return useQuery({
    queryKey: [...statesKeys.machine(resourceArn), 'tags'],
    queryFn: async () => (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags ?? [],
  });
}

/** @param refreshMs how often they are asked for anew; false: not */
export function useExecutions(stateMachineArn: string, refreshMs: number | false = 1_000) {
  const { states: client } = useClients();
  return useQuery({
    queryKey: statesKeys.executions(stateMachineArn),
    queryFn: () => listExecutions(client, stateMachineArn),
    refetchInterval: refreshMs,
  });
}

type StatesClient = ReturnType<typeof useClients>['states'];

function listExecutions(client: StatesClient, stateMachineArn: string) {
  const pages = paginateListExecutions({ client }, { stateMachineArn, maxResults: 1000 });
  return gather(pages, (page) => page.executions, EXECUTIONS_READ_MAX);
}

/** By the machine's ARN: lists do not say which machines are being deleted. */
export function useMachineStatuses(machineArns: readonly string[]): ReadonlyMap<string, string> {
  const { states: client } = useClients();
  const results = useQueries({
    queries: machineArns.map((stateMachineArn) => ({
      queryKey: [...statesKeys.machines, 'status', stateMachineArn],
      queryFn: () => client.send(new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' })),
      refetchInterval: LIST_REFRESH_MS,
    })),
  });
  return new Map(machineArns.map((arn, i) => [arn, results[i]?.data?.status ?? 'ACTIVE']));
}

export function useExecution(executionArn: string) {
  const { states: client } = useClients();
  return useQuery({
    queryKey: statesKeys.execution(executionArn),
    queryFn: () => client.send(new DescribeExecutionCommand({ executionArn })),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'RUNNING' ? 500 : false),
  });
}

/** The definition and role an execution runs with, whatever became of its machine since. */
export function useMachineOfExecution(executionArn: string) {
  const { states: client } = useClients();
  return useQuery({
    queryKey: [...statesKeys.execution(executionArn), 'machine'],
    queryFn: () => client.send(new DescribeStateMachineForExecutionCommand({ executionArn })),
  });
}

export function useActivities() {
  const { states: client } = useClients();
  return useQuery({
    queryKey: ['states', 'activities'],
    queryFn: () => gather(paginateListActivities({ client }, { maxResults: 1000 }), (page) => page.activities),
    refetchInterval: LIST_REFRESH_MS,
  });
}
