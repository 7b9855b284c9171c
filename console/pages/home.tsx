/** The start page: what there is, and for a first visit the way into it. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { paths } from '../app/paths.ts';
import { SERVICES } from '../app/services.ts';
import { DeployExample } from '../guide/deploy-example-button.tsx';
import { useGuideOpen } from '../guide/guide-open.ts';
import { useFunctions } from '../queries/lambda.ts';
import { useMachines } from '../queries/states.ts';
import { Page } from '../ui/page.tsx';

export default function Home() {
  const machines = useMachines();
  const isEmpty = machines.data?.length === 0;
  return (
    <Page
      title="Stepwell"
      trail={[]}
      description="State machines, functions, roles and logs, on your own machine."
      actions={
        <Button variant="primary" href={paths.createMachine}>
          Create state machine
        </Button>
      }
    >
      {isEmpty && <FirstVisit />}
      <Overview machines={machines.data?.length} />
      <Container header={<Header variant="h2">Services</Header>}>
        <ColumnLayout columns={2}>
          {SERVICES.map(({ name, description, href }) => (
            <div key={name}>
              <Link href={href} fontSize="heading-m">
                {name}
              </Link>
              <Box color="text-body-secondary">{description}</Box>
            </div>
          ))}
        </ColumnLayout>
      </Container>
    </Page>
  );
}

function FirstVisit() {
  const [, setGuideOpen] = useGuideOpen();
  return (
    <Container
      header={
        <Header variant="h2" description="A support case is opened, assigned, worked on, and closed or escalated.">
          Build a call center in seven steps
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Box>
          Five functions do the work, one state machine puts them in order, two roles say what they may do. The guide
          goes along from page to page and ticks off what is done. In a hurry? Deploy the finished example and run it.
        </Box>
        <SpaceBetween direction="horizontal" size="s">
          <Button variant="primary" onClick={() => setGuideOpen(true)}>
            Start the guide
          </Button>
          <DeployExample />
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  );
}

function Overview({ machines }: { readonly machines: number | undefined }) {
  const functions = useFunctions();
  const counts = [
    { label: 'State machines', count: machines, href: paths.machines },
    { label: 'Functions', count: functions.data?.length, href: paths.functions },
  ];
  return (
    <Container header={<Header variant="h2">In this region</Header>}>
      <ColumnLayout columns={2} variant="text-grid">
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
  );
}
