/** The managed policies of a user or a group, to attach and detach. */
import type { AttachedPolicy } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { paths } from '../app/paths.ts';
import { usePolicies } from '../queries/iam.ts';
import { ResourceTable } from '../ui/resource-table.tsx';

export interface AttachedPoliciesProps {
  readonly policies: readonly AttachedPolicy[] | undefined;
  readonly attach: (policyArn: string) => void;
  readonly detach: (policyArn: string) => void;
}

export function AttachedPolicies({ policies, attach, detach }: AttachedPoliciesProps) {
  const { data = [] } = usePolicies();
  const [arn, setArn] = useState<string>();
  const options = data.map(({ Arn: value = '', PolicyName: label = '' }) => ({ value, label }));
  return (
    <ResourceTable
      title="Permissions policies"
      items={policies}
      error={undefined}
      idOf={({ PolicyArn = '' }) => PolicyArn}
      nameOf={({ PolicyName = '' }) => PolicyName}
      empty={{ text: 'No policy is attached.' }}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Select
            ariaLabel="Policy to attach"
            filteringType="auto"
            placeholder="Choose a policy"
            selectedOption={options.find(({ value }) => value === arn) ?? null}
            options={options}
            onChange={({ detail }) => setArn(detail.selectedOption.value)}
          />
          <Button disabled={arn === undefined} onClick={() => arn && attach(arn)}>
            Attach
          </Button>
        </SpaceBetween>
      }
      columns={[
        {
          id: 'name',
          header: 'Policy name',
          isRowHeader: true,
          cell: ({ PolicyArn = '', PolicyName = '' }) => <Link href={paths.policy(PolicyArn)}>{PolicyName}</Link>,
        },
        {
          id: 'detach',
          header: 'Actions',
          cell: ({ PolicyArn = '', PolicyName = '' }) => (
            <Button variant="inline-link" ariaLabel={`Detach ${PolicyName}`} onClick={() => detach(PolicyArn)}>
              Detach
            </Button>
          ),
        },
      ]}
    />
  );
}
