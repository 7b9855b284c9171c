/** The role wizard's first step: which kind of entity may act as the role, and which one. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { SERVICE_ROLES, type TrustedService } from '../../roles/service-role.ts';
import type { NewRole } from './new-role.ts';

export interface TrustStepProps {
  readonly role: NewRole;
  readonly onChange: (changed: Partial<NewRole>) => void;
  /** Whether one has tried to go on. */
  readonly checked: boolean;
}

export function TrustStep({ role, onChange, checked }: TrustStepProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Trusted entity</Header>}>
        <Tiles
          ariaLabel="Type of trusted entity"
          value={role.entity}
          onChange={({ detail }) => onChange({ entity: detail.value as NewRole['entity'] })}
          items={[
            { value: 'service', label: 'AWS service', description: 'Step Functions, Lambda' },
            { value: 'account', label: 'Another account', description: 'Users and roles of an account' },
            { value: 'custom', label: 'Custom trust policy', description: 'Written by hand' },
          ]}
        />
      </Container>
      {role.entity === 'service' && <ServiceChoice role={role} onChange={onChange} />}
      {role.entity === 'account' && (
        <Container>
          <FormField
            label="Account ID"
            errorText={checked && !/^\d{12}$/.test(role.account) ? 'An account id has twelve digits.' : ''}
          >
            <Input value={role.account} onChange={({ detail }) => onChange({ account: detail.value })} />
          </FormField>
        </Container>
      )}
      {role.entity === 'custom' && (
        <Container>
          <FormField label="Trust policy" stretch>
            <JsonEditor
              label="Trust policy"
              value={role.customPolicy}
              onChange={(customPolicy) => onChange({ customPolicy })}
            />
          </FormField>
        </Container>
      )}
      <Box color="text-body-secondary">Web identities and SAML federation are not part of Stepwell.</Box>
    </SpaceBetween>
  );
}

function ServiceChoice({ role, onChange }: Omit<TrustStepProps, 'checked'>) {
  return (
    <Container header={<Header variant="h2">Choose the service that will use this role</Header>}>
      <Tiles
        ariaLabel="Service"
        value={role.service}
        onChange={({ detail }) => onChange({ service: detail.value as TrustedService })}
        items={Object.entries(SERVICE_ROLES).map(([value, { label, use }]) => ({ value, label, description: use }))}
      />
    </Container>
  );
}
