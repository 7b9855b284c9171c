/** What a state machine has beside its definition: role, type, logging, tags. */
import type { LogLevel, StateMachineType, Tag } from '@aws-sdk/client-sfn';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { RoleField } from '../../roles/role-field.tsx';
import { TagsField } from '../../ui/tags-field.tsx';
import type { Logging } from './machine-logging.ts';

export interface MachineSettings extends Logging {
  readonly roleArn: string;
  readonly type: StateMachineType;
  readonly tags: readonly Tag[];
}

export const INITIAL_SETTINGS: MachineSettings = {
  roleArn: '',
  type: 'STANDARD',
  logLevel: 'OFF',
  logGroupArn: '',
  includeExecutionData: false,
  tags: [],
};

export interface MachineSettingsFormProps {
  readonly settings: MachineSettings;
  readonly onChange: (settings: MachineSettings) => void;
  /** A machine keeps the type it was made with. */
  readonly typeIsFixed: boolean;
}

export function MachineSettingsForm({ settings, onChange, typeIsFixed }: MachineSettingsFormProps) {
  const set = (changed: Partial<MachineSettings>) => onChange({ ...settings, ...changed });
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">IAM role for executions</Header>}>
        <RoleField service="states" value={settings.roleArn} onChange={(roleArn) => set({ roleArn })} />
      </Container>
      {!typeIsFixed && (
        <Container header={<Header variant="h2">Type</Header>}>
          <Tiles
            ariaLabel="Type"
            value={settings.type}
            onChange={({ detail }) => set({ type: detail.value as StateMachineType })}
            items={[
              {
                value: 'STANDARD',
                label: 'Standard',
                description: 'Durable, exactly once per attempt, up to a year, with its whole history.',
              },
              { value: 'EXPRESS', label: 'Express', description: 'Fast and short, at least once, up to five minutes.' },
            ]}
          />
        </Container>
      )}
      <ExpandableSection variant="container" headerText="Logging">
        <LoggingFields settings={settings} onChange={set} />
      </ExpandableSection>
      <ExpandableSection variant="container" headerText="Tags">
        <TagsField tags={settings.tags} onChange={(tags) => set({ tags })} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

const LEVELS: readonly { readonly value: LogLevel; readonly label: string }[] = [
  { value: 'OFF', label: 'Off' },
  { value: 'ERROR', label: 'Errors' },
  { value: 'FATAL', label: 'Fatal errors' },
  { value: 'ALL', label: 'All events' },
];

interface LoggingFieldsProps {
  readonly settings: Logging;
  readonly onChange: (changed: Partial<Logging>) => void;
}

function LoggingFields({ settings, onChange }: LoggingFieldsProps) {
  return (
    <SpaceBetween size="m">
      <FormField label="Log level">
        <Select
          selectedOption={LEVELS.find(({ value }) => value === settings.logLevel) ?? null}
          options={LEVELS}
          onChange={({ detail }) => onChange({ logLevel: detail.selectedOption.value as LogLevel })}
        />
      </FormField>
      {settings.logLevel !== 'OFF' && (
        <>
          <FormField label="Log group ARN" description="arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*" stretch>
            <Input value={settings.logGroupArn} onChange={({ detail }) => onChange({ logGroupArn: detail.value })} />
          </FormField>
          <Checkbox
            checked={settings.includeExecutionData}
            onChange={({ detail }) => onChange({ includeExecutionData: detail.checked })}
          >
            Include execution data (inputs and outputs)
          </Checkbox>
        </>
      )}
    </SpaceBetween>
  );
}
