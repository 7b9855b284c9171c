/** The fields by which executions are looked for. */
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { nameOfArn } from '../app/paths.ts';
import { useMachines } from '../queries/states.ts';
import { type SearchFilters, STATUSES } from './search-filters.ts';

export interface FilterFormProps {
  readonly filters: SearchFilters;
  readonly onChange: (changed: { readonly [name in keyof SearchFilters]: SearchFilters[name] | undefined }) => void;
}

const ANY = { value: '', label: 'Any state machine' };
const COLUMNS = { colspan: { default: 12, xxs: 6, s: 3 } };

export function FilterForm({ filters, onChange }: FilterFormProps) {
  const machines = useMachines();
  const text = (name: 'text' | 'name' | 'error', label: string, placeholder: string) => (
    <FormField label={label}>
      <Input
        value={filters[name] ?? ''}
        type={name === 'text' ? 'search' : 'text'}
        placeholder={placeholder}
        onChange={({ detail }) => onChange({ [name]: detail.value || undefined })}
      />
    </FormField>
  );
  const time = (name: 'from' | 'to', label: string) => (
    <FormField label={label}>
      <input
        className="time-field"
        type="datetime-local"
        aria-label={label}
        value={filters[name] ?? ''}
        onChange={({ target }) => onChange({ [name]: target.value || undefined })}
      />
    </FormField>
  );
  return (
    <Grid gridDefinition={Array.from({ length: 7 }, () => COLUMNS)}>
      {text('text', 'Words in input, output or error', 'order 4711')}
      <FormField label="State machine">
        <Select
          selectedOption={
            filters.machine === undefined ? ANY : { value: filters.machine, label: nameOfArn(filters.machine) }
          }
          options={[
            ANY,
            ...(machines.data ?? []).map(({ name = '', stateMachineArn = '' }) => ({
              value: stateMachineArn,
              label: name,
            })),
          ]}
          onChange={({ detail }) => onChange({ machine: detail.selectedOption.value || undefined })}
        />
      </FormField>
      <FormField label="Status">
        <Multiselect
          placeholder="Any status"
          tokenLimit={1}
          selectedOptions={(filters.status ?? []).map((value) => ({ value, label: value }))}
          options={STATUSES.map((value) => ({ value, label: value }))}
          onChange={({ detail }) => {
            const chosen = STATUSES.filter((one) => detail.selectedOptions.some(({ value }) => value === one));
            onChange({ status: chosen.length === 0 ? undefined : chosen });
          }}
        />
      </FormField>
      {text('name', 'Name begins with', 'batch-')}
      {text('error', 'Error', 'States.Timeout')}
      {time('from', 'Started from')}
      {time('to', 'Started before')}
    </Grid>
  );
}
