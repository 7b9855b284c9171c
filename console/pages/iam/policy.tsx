/** A managed policy and its document. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useParams } from '@tanstack/react-router';
import { nameOfArn, paths } from '../../app/paths.ts';
import { usePolicy } from '../../queries/iam.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { timestampText } from '../../ui/time.ts';

export default function Policy() {
  const { arn } = useParams({ strict: false }) as { readonly arn: string };
  const { data, error } = usePolicy(arn);
  const { Description = '-', DefaultVersionId = '-', AttachmentCount = 0, UpdateDate } = data?.policy ?? {};
  return (
    <Page
      title={nameOfArn(arn)}
      trail={[
        { text: 'IAM', href: paths.iam },
        { text: 'Policies', href: paths.policies },
      ]}
    >
      {error && <Problem error={error} />}
      <Container header={<Header variant="h2">Summary</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Policy ARN', value: <ArnText arn={arn} label="policy ARN" /> },
            { label: 'Description', value: Description },
            { label: 'Version', value: DefaultVersionId },
            { label: 'Attached to', value: String(AttachmentCount) },
            { label: 'Edited', value: timestampText(UpdateDate) },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Policy document</Header>}>
        <JsonView text={data?.document ?? ''} label="policy document" />
      </Container>
    </Page>
  );
}
