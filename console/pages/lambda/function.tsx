/** A function: its code to edit and test, its configuration, and where its logs are. */
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { logGroupOfFunction, nameOfArn, paths } from '../../app/paths.ts';
import type { FunctionSearch } from '../../app/router.tsx';
import { lambdaKeys, useFunction } from '../../queries/lambda.ts';
import { ArnText } from '../../ui/arn-text.tsx';
import { ConfirmDelete } from '../../ui/confirm-delete.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Status } from '../../ui/status.tsx';
import { FunctionCode } from './function-code.tsx';
import { FunctionConfiguration } from './function-configuration.tsx';
import { FunctionMonitoring } from './function-monitoring.tsx';
import { FunctionTest } from './function-test.tsx';
import { QualifiersButton, ThrottleButton } from './function-versions.tsx';

const FunctionAliases = lazy(() => import('./function-aliases.tsx'));

export default function FunctionPage() {
  const { name } = useParams({ strict: false }) as { readonly name: string };
  const { tab = 'configuration' } = useSearch({ strict: false }) as FunctionSearch;
  const navigate = useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  const { lambda } = useClients();
  const { succeed } = useNotifications();
  const { data, error } = useFunction(name);
  const [asking, setAsking] = useState(false);
  const trail = [
    { text: 'Lambda', href: paths.functions },
    { text: 'Functions', href: paths.functions },
  ];
  const configuration = data?.Configuration;
  if (error || configuration === undefined) {
    return (
      <Page title={name} trail={trail}>
        {error ? <Problem error={error} /> : 'Loading'}
      </Page>
    );
  }
  const deleteThis = async () => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    await queries.invalidateQueries({ queryKey: lambdaKeys.functions });
    succeed(`The function ${name} is deleted.`);
    router.history.push(paths.functions);
  };
  const selectTab = (id: string) => void navigate({ to: '.', search: { tab: id }, replace: true });
  return (
    <Page
      title={name}
      trail={trail}
      description={<ArnText arn={configuration.FunctionArn ?? ''} label="function ARN" />}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <ThrottleButton name={name} reserved={data?.Concurrency?.ReservedConcurrentExecutions} />
          <QualifiersButton name={name} />
          <ButtonDropdown
            items={[
              { id: 'logs', text: 'View logs' },
              { id: 'delete', text: 'Delete function' },
            ]}
            onItemClick={({ detail }) =>
              detail.id === 'delete' ? setAsking(true) : router.history.push(paths.logGroup(logGroupOfFunction(name)))
            }
          >
            Actions
          </ButtonDropdown>
        </SpaceBetween>
      }
    >
      {configuration.StateReason && <Alert type="warning">{configuration.StateReason}</Alert>}
      <FunctionTest name={name} />
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => selectTab(detail.activeTabId)}
        tabs={[
          {
            id: 'configuration',
            label: 'Configuration',
            content: (
              <SpaceBetween size="l">
                <Designer name={name} roleArn={configuration.Role ?? ''} state={configuration.State} />
                <FunctionCode name={name} configuration={configuration} />
                <FunctionConfiguration name={name} configuration={configuration} />
              </SpaceBetween>
            ),
          },
          {
            id: 'versions',
            label: 'Versions and aliases',
            content: (
              <Suspense>
                <FunctionAliases name={name} />
              </Suspense>
            ),
          },
          { id: 'monitoring', label: 'Monitoring', content: <FunctionMonitoring name={name} /> },
        ]}
      />
      {asking && (
        <ConfirmDelete
          title={`Delete ${name}?`}
          confirmText="Delete"
          onConfirm={deleteThis}
          onClose={() => setAsking(false)}
        >
          State machines that call it fail from then on. Its logs are kept.
        </ConfirmDelete>
      )}
    </Page>
  );
}

interface DesignerProps {
  readonly name: string;
  readonly roleArn: string;
  readonly state: string | undefined;
}

/** What the function is connected to. */
function Designer({ name, roleArn, state }: DesignerProps) {
  const group = logGroupOfFunction(name);
  return (
    <Container header={<Header variant="h2">Designer</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Called by', value: <Link href={paths.machines}>State machines</Link> },
          {
            label: 'Function',
            value: (
              <SpaceBetween size="xxs">
                <Box>{name}</Box>
                <Status of={state} />
              </SpaceBetween>
            ),
          },
          { label: 'Works as', value: <Link href={paths.role(nameOfArn(roleArn))}>{nameOfArn(roleArn)}</Link> },
          { label: 'Logs to', value: <Link href={paths.logGroup(group)}>{group}</Link> },
        ]}
      />
    </Container>
  );
}
