/** The role of a new function: one that exists, or a custom one made in a window of its own. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { nameOfArn } from '../../app/paths.ts';
import { iamKeys, useRoles } from '../../queries/iam.ts';
import { createServiceRole, SERVICE_ROLES } from '../../roles/service-role.ts';
import { readTrust } from '../../roles/trust.ts';

export interface FunctionRoleFieldProps {
  readonly value: string;
  readonly onChange: (roleArn: string) => void;
}

const CHOOSE = { value: 'choose', label: 'Choose an existing role' };
const CREATE = { value: 'create', label: 'Create a custom role' };

export function FunctionRoleField({ value, onChange }: FunctionRoleFieldProps) {
  const [kind, setKind] = useState(CHOOSE);
  const [creating, setCreating] = useState(false);
  const { data: roles = [] } = useRoles();
  const fitting = roles.filter(({ AssumeRolePolicyDocument }) =>
    readTrust(AssumeRolePolicyDocument).services.includes(SERVICE_ROLES.lambda.principal),
  );
  return (
    <SpaceBetween size="l">
      <FormField label="Role" description="Defines the permissions of your function.">
        <Select
          selectedOption={kind}
          options={[CHOOSE, CREATE]}
          onChange={({ detail }) => {
            const isCreate = detail.selectedOption.value === CREATE.value;
            setKind(isCreate ? CREATE : CHOOSE);
            setCreating(isCreate);
          }}
        />
      </FormField>
      <FormField
        label="Existing role"
        description="You may use an existing role with this function. Note that the role must be assumable by Lambda and must have CloudWatch Logs permissions."
      >
        <Select
          placeholder="Choose a role"
          filteringType="auto"
          empty="No role trusts Lambda yet: choose “Create a custom role” above."
          selectedOption={value === '' ? null : { value, label: nameOfArn(value) }}
          options={fitting.map(({ RoleName = '', Arn = '' }) => ({ value: Arn, label: RoleName }))}
          onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
        />
      </FormField>
      {creating && (
        <CustomRole
          onClose={() => {
            setCreating(false);
            setKind(CHOOSE);
          }}
          onCreated={onChange}
        />
      )}
    </SpaceBetween>
  );
}

interface CustomRoleProps {
  readonly onClose: () => void;
  readonly onCreated: (roleArn: string) => void;
}

/** The IAM window that the tutorial meets: a summary, a name that may stay, and Allow. */
function CustomRole({ onClose, onCreated }: CustomRoleProps) {
  const { roleName, policyArns } = SERVICE_ROLES.lambda;
  const [name, setName] = useState(roleName);
  const [busy, setBusy] = useState(false);
  const { iam } = useClients();
  const { fail } = useNotifications();
  const queries = useQueryClient();
  const allow = async () => {
    setBusy(true);
    try {
      onCreated(await createServiceRole(iam, 'lambda', name));
      await queries.invalidateQueries({ queryKey: iamKeys.roles });
    } catch (error) {
      fail(error);
    }
    onClose();
  };
  return (
    <Modal
      visible
      header="Lambda wants to use a role of yours"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Don’t allow
            </Button>
            <Button variant="primary" loading={busy} disabled={!/^[\w+=,.@-]{1,64}$/.test(name)} onClick={allow}>
              Allow
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          items={[
            { label: 'Role description', value: 'Lambda execution role permissions' },
            { label: 'Policies', value: policyArns.map(nameOfArn).join(', ') },
          ]}
        />
        <FormField label="Role name" description="A role of this name that exists already is used as it is.">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
