/** What a role may do: its policies, to attach, detach and write. */
import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { jsonProblem } from '../../editor/json-problem.ts';
import { JsonEditor } from '../../editor/lazy-editors.tsx';
import { iamKeys, usePolicies, useRolePolicies } from '../../queries/iam.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { useChange } from '../../ui/use-change.ts';

interface PolicyRow {
  readonly name: string;
  /** Of a managed policy; an inline one has its document. */
  readonly arn?: string;
  readonly document?: string;
}

export function RolePermissions({ roleName }: { readonly roleName: string }) {
  const policies = useRolePolicies(roleName);
  const { iam } = useClients();
  const change = useChange(iamKeys.role(roleName));
  const [selected, setSelected] = useState<readonly string[]>([]);
  const rows: readonly PolicyRow[] | undefined = policies.data && [...policies.data.attached, ...policies.data.inline];
  const removeSelected = async () => {
    for (const { name, arn } of rows?.filter((row) => selected.includes(row.name)) ?? []) {
      if (arn === undefined) await iam.send(new DeleteRolePolicyCommand({ RoleName: roleName, PolicyName: name }));
      else await iam.send(new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn: arn }));
    }
  };
  return (
    <SpaceBetween size="m">
      <ResourceTable
        title="Permissions policies"
        items={rows}
        error={policies.error}
        idOf={({ name }) => name}
        nameOf={({ name }) => name}
        selection={{ ids: selected, onChange: setSelected }}
        empty={{ text: 'No policy is attached: this role may do nothing.' }}
        actions={
          <Button disabled={selected.length === 0} onClick={() => change(removeSelected, 'The policies are removed.')}>
            Remove
          </Button>
        }
        columns={[
          {
            id: 'name',
            header: 'Policy name',
            isRowHeader: true,
            cell: ({ name, arn }) => (arn === undefined ? name : <Link href={paths.policy(arn)}>{name}</Link>),
          },
          { id: 'type', header: 'Type', cell: ({ arn }) => (arn === undefined ? 'Inline' : 'Managed') },
          {
            id: 'document',
            header: 'Document',
            cell: ({ name, document }) =>
              document === undefined ? '-' : <JsonView text={document} label={`policy ${name}`} />,
          },
        ]}
      />
      <AttachPolicy roleName={roleName} />
      <ExpandableSection headerText="Add an inline policy">
        <InlinePolicy roleName={roleName} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function AttachPolicy({ roleName }: { readonly roleName: string }) {
  const { data = [] } = usePolicies();
  const [arn, setArn] = useState<string>();
  const { iam } = useClients();
  const change = useChange(iamKeys.role(roleName));
  const options = data.map(({ Arn: value = '', PolicyName: label = '' }) => ({ value, label }));
  const attach = async () => {
    await iam.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: arn }));
    setArn(undefined);
  };
  return (
    <FormField label="Attach a policy">
      <SpaceBetween direction="horizontal" size="xs">
        <Select
          ariaLabel="Policy"
          filteringType="auto"
          placeholder="Choose a policy"
          selectedOption={options.find(({ value }) => value === arn) ?? null}
          options={options}
          onChange={({ detail }) => setArn(detail.selectedOption.value)}
        />
        <Button disabled={arn === undefined} onClick={() => change(attach, 'The policy is attached.')}>
          Attach
        </Button>
      </SpaceBetween>
    </FormField>
  );
}

const EMPTY_POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*" }
  ]
}`;

function InlinePolicy({ roleName }: { readonly roleName: string }) {
  const [name, setName] = useState('');
  const [document, setDocument] = useState(EMPTY_POLICY);
  const { iam } = useClients();
  const change = useChange(iamKeys.role(roleName));
  const put = async () => {
    await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: name, PolicyDocument: document }));
    setName('');
  };
  return (
    <SpaceBetween size="s">
      <FormField label="Policy name">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <JsonEditor label="Policy document" value={document} onChange={setDocument} />
      <Button
        disabled={name === '' || jsonProblem(document) !== undefined}
        onClick={() => change(put, 'The policy is saved.')}
      >
        Save policy
      </Button>
    </SpaceBetween>
  );
}
