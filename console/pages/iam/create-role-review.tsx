/** The role wizard's last step: its name, and a look at all of it. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { nameOfArn, paths } from '../../app/paths.ts';
import { DESCRIPTION_RULE, descriptionProblem, NAME_RULE, type NewRole, trustedEntitiesText } from './new-role.ts';

export interface ReviewStepProps {
  readonly role: NewRole;
  readonly onChange: (changed: Partial<NewRole>) => void;
  readonly problem: string | undefined;
}

export function ReviewStep({ role, onChange, problem }: ReviewStepProps) {
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField label="Role name *" constraintText={NAME_RULE} errorText={problem ?? ''}>
          <Input ariaRequired value={role.name} onChange={({ detail }) => onChange({ name: detail.value })} />
        </FormField>
        <FormField
          label="Role description"
          constraintText={DESCRIPTION_RULE}
          errorText={descriptionProblem(role.description) ?? ''}
          stretch
        >
          <Textarea value={role.description} onChange={({ detail }) => onChange({ description: detail.value })} />
        </FormField>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Trusted entities', value: trustedEntitiesText(role) },
            { label: 'Policies', value: <PolicyLinks arns={role.policyArns} /> },
            { label: 'Permissions boundary', value: 'Permissions boundary is not set' },
          ]}
        />
        <Box color="text-body-secondary">* Required</Box>
      </SpaceBetween>
    </Container>
  );
}

function PolicyLinks({ arns }: { readonly arns: readonly string[] }) {
  if (arns.length === 0) return <>None</>;
  return (
    <SpaceBetween size="xxs">
      {arns.map((arn) => (
        <Link key={arn} href={paths.policy(arn)} external externalIconAriaLabel="Opens in a new tab">
          {nameOfArn(arn)}
        </Link>
      ))}
    </SpaceBetween>
  );
}
