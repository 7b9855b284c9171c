/** Functions, as queries. */
import { GetFunctionCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { type SourceFiles, unzip } from '../functions/code-package.ts';
import { gather } from './pages.ts';
import { CHANGING_REFRESH_MS, LIST_REFRESH_MS } from './refresh.ts';

export const lambdaKeys = {
  functions: ['lambda', 'functions'],
  function: (name: string) => ['lambda', 'function', name],
} as const;

export function useFunctions() {
  const { lambda: client } = useClients();
  return useQuery({
    queryKey: lambdaKeys.functions,
    queryFn: () => gather(paginateListFunctions({ client }, {}), (page) => page.Functions),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export function useFunction(name: string) {
  const { lambda } = useClients();
  return useQuery({
    queryKey: lambdaKeys.function(name),
    queryFn: () => lambda.send(new GetFunctionCommand({ FunctionName: name })),
    refetchInterval: ({ state }) => {
      const { State, LastUpdateStatus } = state.data?.Configuration ?? {};
      return State === 'Pending' || LastUpdateStatus === 'InProgress' ? CHANGING_REFRESH_MS : LIST_REFRESH_MS;
    },
  });
}

/** The files of a function's code package, read through the link that GetFunction gives. */
export function useFunctionCode(name: string, codeSha256: string | undefined) {
  const { lambda } = useClients();
  return useQuery({
    queryKey: [...lambdaKeys.function(name), 'code', codeSha256],
    enabled: codeSha256 !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<SourceFiles> => {
      const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
      const answer = await fetch(Code?.Location ?? '');
      if (!answer.ok) throw new Error(`The code package could not be read (status ${answer.status}).`);
      return unzip(new Uint8Array(await answer.arrayBuffer()));
    },
  });
}
