/** Fills a test from what really happened: the last visit of the state in an execution, with the result its task gave. */
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useClients } from '../app/clients.ts';
import { replayRequest } from '../execution/data-flow.ts';
import { fetchHistory } from '../execution/history.ts';
import { foldVisits } from '../execution/visits.ts';
import { useExecutions } from '../queries/states.ts';
import { timestampText } from '../ui/time.ts';
import type { TestCase } from './test-case.ts';

export interface FillFromExecutionProps {
  readonly machineArn: string;
  readonly definition: string;
  readonly stateName: string;
  readonly onFill: (test: TestCase) => void;
}

export function FillFromExecution({ machineArn, definition, stateName, onFill }: FillFromExecutionProps) {
  const { states } = useClients();
  const executions = useExecutions(machineArn);
  const [problem, setProblem] = useState('');
  const fill = async (executionArn: string) => {
    const visits = foldVisits(await fetchHistory(states, executionArn)).all;
    const visit = visits.findLast(({ name }) => name === stateName);
    setProblem(visit === undefined ? `It did not enter ${stateName}.` : '');
    if (visit === undefined) return;
    const { input = '{}', variables = '{}', mock } = replayRequest(visit, visits, definition);
    const { result, errorOutput: { error = '', cause = '' } = {} } = mock ?? {};
    const filled = result === undefined ? { error, cause } : { result };
    onFill({ stateName, input, variables, mock: mock === undefined ? undefined : filled });
  };
  return (
    <>
      <Select
        ariaLabel="Fill from an execution"
        placeholder="Fill from an execution"
        filteringType="auto"
        selectedOption={null}
        options={(executions.data ?? []).map(({ executionArn = '', name = '', status = '', startDate }) => ({
          value: executionArn,
          label: name,
          description: `${status}, ${timestampText(startDate)}`,
        }))}
        onChange={({ detail }) => void fill(detail.selectedOption.value!)}
      />
      <span role="status">{problem}</span>
    </>
  );
}
