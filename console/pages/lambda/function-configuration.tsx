/** A function's settings beside its code: environment, memory, timeout, description, role. */
import {
  type FunctionConfiguration as Configuration,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { lambdaKeys } from '../../queries/lambda.ts';
import { RoleField } from '../../roles/role-field.tsx';
import { TagsField } from '../../ui/tags-field.tsx';

export interface FunctionConfigurationProps {
  readonly name: string;
  readonly configuration: Configuration;
}

interface Settings {
  readonly description: string;
  readonly memory: string;
  readonly timeout: string;
  readonly roleArn: string;
  readonly variables: readonly { readonly key: string; readonly value: string }[];
}

export function FunctionConfiguration({ name, configuration }: FunctionConfigurationProps) {
  const saved = readSettings(configuration);
  const [edited, setEdited] = useState<Settings>();
  const { save, busy } = useSave(name);
  const settings = edited ?? saved;
  const set = (changed: Partial<Settings>) => setEdited({ ...settings, ...changed });
  const problems = {
    memory: rangeProblem(settings.memory, 128, 10_240),
    timeout: rangeProblem(settings.timeout, 1, 900),
  };
  const isWrong = problems.memory !== undefined || problems.timeout !== undefined;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button
                loading={busy}
                disabled={edited === undefined || isWrong}
                onClick={async () => (await save(settings)) && setEdited(undefined)}
              >
                Save settings
              </Button>
            }
          >
            Basic settings
          </Header>
        }
      >
        <SpaceBetween size="l">
          <ColumnLayout columns={3}>
            <FormField label="Description">
              <Input value={settings.description} onChange={({ detail }) => set({ description: detail.value })} />
            </FormField>
            <FormField label="Memory (MB)" errorText={problems.memory ?? ''}>
              <Input type="number" value={settings.memory} onChange={({ detail }) => set({ memory: detail.value })} />
            </FormField>
            <FormField label="Timeout (seconds)" errorText={problems.timeout ?? ''}>
              <Input type="number" value={settings.timeout} onChange={({ detail }) => set({ timeout: detail.value })} />
            </FormField>
          </ColumnLayout>
          <FormField label="Environment variables" stretch>
            <TagsField entry="variable" tags={settings.variables} onChange={(variables) => set({ variables })} />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Execution role</Header>}>
        <RoleField service="lambda" value={settings.roleArn} onChange={(roleArn) => set({ roleArn })} />
      </Container>
    </SpaceBetween>
  );
}

function readSettings({ Description = '', MemorySize, Timeout, Role = '', Environment }: Configuration): Settings {
  return {
    description: Description,
    memory: String(MemorySize),
    timeout: String(Timeout),
    roleArn: Role,
    variables: Object.entries(Environment?.Variables ?? {}).map(([key, value]) => ({ key, value })),
  };
}

function rangeProblem(text: string, min: number, max: number): string | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number >= min && number <= max
    ? undefined
    : `A whole number from ${min} to ${max}.`;
}

function useSave(name: string) {
  const [busy, setBusy] = useState(false);
  const { lambda } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const save = async ({ description, memory, timeout, roleArn, variables }: Settings): Promise<boolean> => {
    setBusy(true);
    try {
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: name,
          Description: description,
          MemorySize: Number(memory),
          Timeout: Number(timeout),
          Role: roleArn,
          Environment: { Variables: Object.fromEntries(variables.map(({ key, value }) => [key, value])) },
        }),
      );
      await waitUntilFunctionUpdatedV2({ client: lambda, minDelay: 1, maxWaitTime: 60 }, { FunctionName: name });
      await queries.invalidateQueries({ queryKey: lambdaKeys.function(name) });
      succeed(`The settings of ${name} are saved.`);
      return true;
    } catch (error) {
      fail(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { save, busy };
}
