/** The list of managed policies: AWS's and one's own. */
import Link from '@cloudscape-design/components/link';
import { paths } from '../../app/paths.ts';
import { usePolicies } from '../../queries/iam.ts';
import { Page } from '../../ui/page.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';

export default function Policies() {
  const policies = usePolicies();
  return (
    <Page title="Policies" trail={[{ text: 'IAM', href: paths.iam }]}>
      <ResourceTable
        title="Policies"
        items={policies.data}
        error={policies.error}
        idOf={({ Arn = '' }) => Arn}
        nameOf={({ PolicyName = '' }) => PolicyName}
        empty={{ text: 'There are no policies.' }}
        columns={[
          {
            id: 'name',
            header: 'Policy name',
            isRowHeader: true,
            sortingComparator: (a, b) => (a.PolicyName ?? '').localeCompare(b.PolicyName ?? ''),
            cell: ({ Arn = '', PolicyName = '' }) => <Link href={paths.policy(Arn)}>{PolicyName}</Link>,
          },
          {
            id: 'type',
            header: 'Type',
            cell: ({ Arn = '' }) => (Arn.startsWith('arn:aws:iam::aws:') ? 'AWS managed' : 'Customer managed'),
          },
          { id: 'used', header: 'Attached to', cell: ({ AttachmentCount = 0 }) => AttachmentCount },
          { id: 'description', header: 'Description', cell: ({ Description = '-' }) => Description },
        ]}
      />
    </Page>
  );
}
