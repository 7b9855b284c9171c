/** "Try this path or expression": what it gives on the data of a stage, asked of the server while one types. */
import { TestStateCommand } from '@aws-sdk/client-sfn';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useClients } from '../app/clients.ts';
import { JsonView } from '../ui/json-view.tsx';
import { describeError } from '../ui/problem.tsx';
import type { FlowStage } from './data-flow.ts';
import { trialRequest } from './try-expression.ts';

export interface TryExpressionFieldProps {
  readonly stages: readonly FlowStage[];
  readonly variables: string;
  readonly isJsonata: boolean;
}

export function TryExpressionField({ stages, variables, isJsonata }: TryExpressionFieldProps) {
  const [typed, setTyped] = useState(isJsonata ? '$states.input' : '$');
  const [title, setTitle] = useState(stages[0]?.title);
  const { states } = useClients();
  const expression = useDeferredValue(typed);
  const stage = stages.find((one) => one.title === title) ?? stages[0];
  const request = trialRequest({ expression, isJsonata, input: stage?.text ?? '{}', variables });
  const { data, error } = useQuery({
    queryKey: ['states', 'trial', request],
    enabled: expression.trim() !== '',
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => states.send(new TestStateCommand(request)),
  });
  const failure = error ? describeError(error).message : (data?.cause ?? '');
  return (
    <SpaceBetween size="xs">
      <FormField label="On the data of">
        <Select
          selectedOption={stage === undefined ? null : { value: stage.title, label: stage.title }}
          options={stages.map((one) => ({ value: one.title, label: one.title }))}
          onChange={({ detail }) => setTitle(detail.selectedOption.value)}
        />
      </FormField>
      <FormField
        label={isJsonata ? 'Try this expression' : 'Try this path or intrinsic function'}
        errorText={failure}
        stretch
      >
        <Input
          value={typed}
          spellcheck={false}
          placeholder={isJsonata ? '$states.input.name' : '$.name'}
          onChange={({ detail }) => setTyped(detail.value)}
        />
      </FormField>
      {failure === '' && data?.output !== undefined && (
        <>
          <Box variant="awsui-key-label">It gives</Box>
          <JsonView text={data.output} label="result of the expression" />
        </>
      )}
    </SpaceBetween>
  );
}
