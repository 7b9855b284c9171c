/** The field that takes a role: pasted as an ARN, chosen from the list, or made on the spot, with a warning if it cannot work. */
import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../app/clients.ts';
import { useNotifications } from '../app/notifications.tsx';
import { iamKeys, useRoles } from '../queries/iam.ts';
import { createServiceRole, SERVICE_ROLES, type TrustedService } from './service-role.ts';
import { readTrust } from './trust.ts';

export interface RoleFieldProps {
  /** The service that is to assume the role. */
  readonly service: TrustedService;
  readonly value: string;
  readonly onChange: (roleArn: string) => void;
}

export function RoleField({ service, value, onChange }: RoleFieldProps) {
  const { data: roles = [], refetch } = useRoles();
  const { principal, label } = SERVICE_ROLES[service];
  const fitting = roles.filter((role) => readTrust(role.AssumeRolePolicyDocument).services.includes(principal));
  const chosen = roles.find(({ Arn }) => Arn === value);
  return (
    <SpaceBetween size="s">
      <FormField
        label="IAM role ARN"
        description={`The role ${label} works as. Paste its ARN or choose one that trusts ${label}.`}
        errorText={
          value !== '' && !isRoleArn(value) ? 'This is not the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME' : ''
        }
        stretch
      >
        <Autosuggest
          ariaLabel="IAM role ARN"
          value={value}
          placeholder="arn:aws:iam::ACCOUNT:role/NAME"
          enteredTextLabel={(text) => `Use ${text}`}
          options={fitting.map(({ RoleName = '', Arn = '' }) => ({ value: Arn, description: RoleName }))}
          empty={`There is no role that trusts ${label} yet.`}
          onChange={({ detail }) => onChange(detail.value.trim())}
          onFocus={() => void refetch()}
        />
      </FormField>
      {isRoleArn(value) && (
        <Warning
          service={service}
          roleArn={value}
          trust={chosen?.AssumeRolePolicyDocument}
          known={chosen !== undefined}
        />
      )}
      <CreateHere service={service} onCreated={onChange} />
    </SpaceBetween>
  );
}

interface WarningProps {
  readonly service: TrustedService;
  readonly roleArn: string;
  readonly trust: string | undefined;
  readonly known: boolean;
}

function Warning({ service, roleArn, trust, known }: WarningProps) {
  const { principal, label } = SERVICE_ROLES[service];
  if (!known) return <Alert type="warning">There is no role {roleArn} (yet).</Alert>;
  if (readTrust(trust).services.includes(principal)) return null;
  return (
    <Alert type="warning">
      This role does not trust {label}: its trust policy has to allow sts:AssumeRole to the service {principal}.
    </Alert>
  );
}

interface CreateHereProps {
  readonly service: TrustedService;
  readonly onCreated: (roleArn: string) => void;
}

function CreateHere({ service, onCreated }: CreateHereProps) {
  const [busy, setBusy] = useState(false);
  const { iam } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const { roleName } = SERVICE_ROLES[service];
  const create = async () => {
    setBusy(true);
    try {
      const arn = await createServiceRole(iam, service, roleName);
      await queries.invalidateQueries({ queryKey: iamKeys.roles });
      succeed(`The role ${roleName} is ready.`);
      onCreated(arn);
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  return (
    <Button iconName="add-plus" loading={busy} onClick={create}>
      Create the role {roleName}
    </Button>
  );
}

function isRoleArn(text: string): boolean {
  return /^arn:[^:]+:iam::\d{12}:role\/.+/.test(text);
}
