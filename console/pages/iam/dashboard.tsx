/** IAM's first page: how much there is of what. */
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useClients } from '../../app/clients.ts';
import { paths } from '../../app/paths.ts';
import { usePolicies, useRoles } from '../../queries/iam.ts';
import { useGroups, useUsers } from '../../queries/iam-users.ts';
import { Page } from '../../ui/page.tsx';

export default function Dashboard() {
  const roles = useRoles();
  const policies = usePolicies();
  const { account } = useClients();
  const ownPolicies = policies.data?.filter(({ Arn = '' }) => !Arn.startsWith('arn:aws:iam::aws:'));
  const users = useUsers();
  const groups = useGroups();
  const counts = [
    { label: 'Users', count: users.data?.length, href: paths.users },
    { label: 'Groups', count: groups.data?.length, href: paths.groups },
    { label: 'Roles', count: roles.data?.length, href: paths.roles },
    { label: 'Customer managed policies', count: ownPolicies?.length, href: paths.policies },
  ];
  return (
    <Page
      title="Dashboard"
      trail={[{ text: 'IAM', href: paths.iam }]}
      description={`Who may do what in the account ${account}`}
    >
      <Container header={<Header variant="h2">IAM resources</Header>}>
        <ColumnLayout columns={4} variant="text-grid">
          {counts.map(({ label, count, href }) => (
            <div key={label}>
              <Box variant="awsui-key-label">{label}</Box>
              <Link href={href} fontSize="display-l" ariaLabel={`${label}: ${count ?? 'loading'}`}>
                {count ?? '-'}
              </Link>
            </div>
          ))}
        </ColumnLayout>
      </Container>
    </Page>
  );
}
