/** The named cases of a state machine for tests of its states. */
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { statesKeys } from './states.ts';

export const testCasesKey = (stateMachineArn: string) => [...statesKeys.machine(stateMachineArn), 'test-cases'];

export function useTestCases(stateMachineArn: string) {
  const { stepwell } = useClients();
  return useQuery({
    queryKey: testCasesKey(stateMachineArn),
    queryFn: async () => (await stepwell.call('ListTestCases', { stateMachineArn })).testCases,
  });
}
