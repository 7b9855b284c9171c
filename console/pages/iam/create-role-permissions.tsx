/** The role wizard's second step: policies to attach. What goes with the chosen service is chosen already. */
import Link from '@cloudscape-design/components/link';
import { paths } from '../../app/paths.ts';
import { usePolicies } from '../../queries/iam.ts';
import { ResourceTable } from '../../ui/resource-table.tsx';

export interface PermissionsStepProps {
  readonly chosen: readonly string[];
  readonly onChange: (policyArns: readonly string[]) => void;
}

export function PermissionsStep({ chosen, onChange }: PermissionsStepProps) {
  const policies = usePolicies();
  const isChosen = new Set(chosen);
  const chosenFirst = policies.data && [
    ...policies.data.filter(({ Arn = '' }) => isChosen.has(Arn)),
    ...policies.data.filter(({ Arn = '' }) => !isChosen.has(Arn)),
  ];
  return (
    <ResourceTable
      title="Permissions policies"
      description={`${chosen.length} chosen`}
      items={chosenFirst}
      error={policies.error}
      idOf={({ Arn = '' }) => Arn}
      nameOf={({ PolicyName = '' }) => PolicyName}
      selection={{ ids: chosen, onChange }}
      empty={{ text: 'There are no policies.' }}
      columns={[
        {
          id: 'name',
          header: 'Policy name',
          isRowHeader: true,
          cell: ({ PolicyName = '', Arn = '' }) => (
            <Link href={paths.policy(Arn)} external externalIconAriaLabel="Opens in a new tab">
              {PolicyName}
            </Link>
          ),
        },
        {
          id: 'type',
          header: 'Type',
          cell: ({ Arn = '' }) => (Arn.startsWith('arn:aws:iam::aws:') ? 'AWS managed' : 'Customer managed'),
        },
        { id: 'used', header: 'Attached to', cell: ({ AttachmentCount = 0 }) => AttachmentCount },
      ]}
    />
  );
}
