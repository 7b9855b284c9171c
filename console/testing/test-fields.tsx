/** The fields of a test: input, variables, and the mock of the work. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { jsonProblem } from '../editor/json-problem.ts';
import { JsonEditor } from '../editor/lazy-editors.tsx';
import type { TestCase } from './test-case.ts';

export interface TestFieldsProps {
  readonly test: TestCase;
  /** Whether the state has work that can be mocked. */
  readonly hasWork: boolean;
  readonly onChange: (test: TestCase) => void;
}

const WORK = [
  { value: 'mocked', label: 'Mocked result' },
  { value: 'failed', label: 'Mocked failure' },
  { value: 'real', label: 'Really done, as the role of the machine' },
] as const;

export function TestFields({ test, hasWork, onChange }: TestFieldsProps) {
  const { mock } = test;
  const work = mock === undefined ? 'real' : 'result' in mock ? 'mocked' : 'failed';
  const choose = (chosen: string | undefined) => {
    const mocks = { mocked: { result: '{}' }, failed: { error: 'States.TaskFailed', cause: '' }, real: undefined };
    onChange({ ...test, mock: mocks[WORK.find(({ value }) => value === chosen)?.value ?? 'real'] });
  };
  const json = (label: string, value: string, heightPx: number, change: (text: string) => void) => (
    <FormField label={label} stretch errorText={jsonProblem(value) === undefined ? '' : 'This is not JSON.'}>
      <JsonEditor label={label} value={value} heightPx={heightPx} onChange={change} />
    </FormField>
  );
  return (
    <SpaceBetween size="s">
      {json('State input', test.input, 120, (input) => onChange({ ...test, input }))}
      {json('State variables', test.variables, 60, (variables) => onChange({ ...test, variables }))}
      {hasWork && (
        <FormField label="The work of the state">
          <Select
            selectedOption={WORK.find(({ value }) => value === work)!}
            options={[...WORK]}
            onChange={({ detail }) => choose(detail.selectedOption.value)}
          />
        </FormField>
      )}
      {hasWork &&
        mock !== undefined &&
        'result' in mock &&
        json('Result', mock.result, 90, (result) => onChange({ ...test, mock: { result } }))}
      {hasWork && mock !== undefined && 'error' in mock && (
        <FormField label="Error">
          <Input
            value={mock.error}
            onChange={({ detail }) => onChange({ ...test, mock: { ...mock, error: detail.value } })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
