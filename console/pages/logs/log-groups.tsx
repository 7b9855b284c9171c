/** The list of log groups. */
import Link from '@cloudscape-design/components/link';
import { paths } from '../../app/paths.ts';
import { useLogGroups } from '../../queries/logs.ts';
import { Page } from '../../ui/page.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { timestampText } from '../../ui/time.ts';

export default function LogGroups() {
  const groups = useLogGroups();
  return (
    <Page title="Log groups" trail={[{ text: 'CloudWatch', href: paths.logGroups }]}>
      <ResourceTable
        title="Log groups"
        items={groups.data}
        error={groups.error}
        idOf={({ logGroupName = '' }) => logGroupName}
        nameOf={({ logGroupName = '' }) => logGroupName}
        empty={{ text: 'There are no log groups in this region. A function makes its own when it is first invoked.' }}
        columns={[
          {
            id: 'name',
            header: 'Log group',
            isRowHeader: true,
            cell: ({ logGroupName = '' }) => <Link href={paths.logGroup(logGroupName)}>{logGroupName}</Link>,
          },
          {
            id: 'retention',
            header: 'Retention',
            cell: ({ retentionInDays }) => (retentionInDays === undefined ? 'Never expire' : `${retentionInDays} days`),
          },
          { id: 'stored', header: 'Stored bytes', cell: ({ storedBytes = 0 }) => storedBytes },
          {
            id: 'created',
            header: 'Creation time',
            cell: ({ creationTime }) => timestampText(creationTime === undefined ? undefined : new Date(creationTime)),
          },
        ]}
      />
    </Page>
  );
}
