/** "Author from scratch": name, runtime and role; the code comes on the function's own page. */
import { CreateFunctionCommand, type Runtime } from '@aws-sdk/client-lambda';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { BLUEPRINTS } from '../../functions/blueprints.ts';
import { zip } from '../../functions/code-package.ts';
import { firstFileOf, RUNTIMES } from '../../functions/runtimes.ts';
import { lambdaKeys } from '../../queries/lambda.ts';
import { Page } from '../../ui/page.tsx';
import { FunctionRoleField } from './function-role-field.tsx';

const NAME_RULE = 'Letters, digits, hyphens and underscores, at most 64.';

interface NewFunction {
  readonly name: string;
  readonly runtimeId: string;
  readonly roleArn: string;
  readonly blueprintId: string | undefined;
}

export default function CreateFunction() {
  const [made, setMade] = useState<NewFunction>({
    name: '',
    runtimeId: RUNTIMES[1]!.id,
    roleArn: '',
    blueprintId: undefined,
  });
  const set = (changed: Partial<NewFunction>) => setMade({ ...made, ...changed });
  const router = useRouter();
  const { create, busy } = useCreate();
  const nameIsWrong = made.name !== '' && !/^[\w-]{1,64}$/.test(made.name);
  const runtime = RUNTIMES.find(({ id }) => id === made.runtimeId)!;
  return (
    <Page
      title="Create function"
      trail={[
        { text: 'Lambda', href: paths.functions },
        { text: 'Functions', href: paths.functions },
      ]}
    >
      <Tiles
        ariaLabel="How to author the function"
        value={made.blueprintId === undefined ? 'scratch' : 'blueprint'}
        onChange={({ detail }) =>
          set({ blueprintId: detail.value === 'scratch' ? undefined : BLUEPRINTS[0]!.id, runtimeId: RUNTIMES[1]!.id })
        }
        items={[
          { value: 'scratch', label: 'Author from scratch', description: 'Start with a simple “hello” function.' },
          { value: 'blueprint', label: 'Use a blueprint', description: 'Start with code for a common use.' },
        ]}
      />
      <Container
        header={<Header variant="h2">{made.blueprintId === undefined ? 'Author from scratch' : 'Blueprint'}</Header>}
      >
        <SpaceBetween size="l">
          {made.blueprintId !== undefined && (
            <BlueprintField id={made.blueprintId} onChange={(blueprintId) => set({ blueprintId })} />
          )}
          <FormField label="Name" constraintText={NAME_RULE} errorText={nameIsWrong ? NAME_RULE : ''}>
            <Input
              value={made.name}
              placeholder="myFunctionName"
              onChange={({ detail }) => set({ name: detail.value })}
            />
          </FormField>
          <FormField label="Runtime">
            <Select
              selectedOption={{ value: runtime.id, label: runtime.label }}
              options={RUNTIMES.map(({ id, label, isLegacy }) => ({
                value: id,
                label,
                ...(isLegacy ? { labelTag: 'legacy' } : {}),
              }))}
              onChange={({ detail }) => set({ runtimeId: detail.selectedOption.value! })}
            />
          </FormField>
          {runtime.isLegacy && (
            <Alert type="info">
              {runtime.label} is what older tutorials ask for. Its functions run on the Node.js that Stepwell itself
              runs on.
            </Alert>
          )}
          <FunctionRoleField value={made.roleArn} onChange={(roleArn) => set({ roleArn })} />
        </SpaceBetween>
      </Container>
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={() => router.history.push(paths.functions)}>
          Cancel
        </Button>
        <Button
          variant="primary"
          loading={busy}
          disabled={made.name === '' || nameIsWrong || made.roleArn === ''}
          onClick={() => create(made)}
        >
          Create function
        </Button>
      </SpaceBetween>
    </Page>
  );
}

interface BlueprintFieldProps {
  readonly id: string;
  readonly onChange: (id: string) => void;
}

function BlueprintField({ id, onChange }: BlueprintFieldProps) {
  const chosen = BLUEPRINTS.find((blueprint) => blueprint.id === id);
  return (
    <FormField label="Blueprint" description={chosen?.description}>
      <Select
        selectedOption={chosen ? { value: chosen.id, label: chosen.title } : null}
        options={BLUEPRINTS.map(({ id: value, title, description }) => ({ value, label: title, description }))}
        onChange={({ detail }) => onChange(detail.selectedOption.value!)}
      />
    </FormField>
  );
}

function useCreate() {
  const [busy, setBusy] = useState(false);
  const { lambda } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const create = async ({ name, runtimeId, roleArn, blueprintId }: NewFunction) => {
    setBusy(true);
    try {
      const runtime = RUNTIMES.find(({ id }) => id === runtimeId)!;
      const { path, handler, text } = BLUEPRINTS.find(({ id }) => id === blueprintId)?.file ?? firstFileOf(runtime);
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: runtimeId as Runtime,
          Handler: handler,
          Role: roleArn,
          Code: { ZipFile: zip({ [path]: text }) },
        }),
      );
      await queries.invalidateQueries({ queryKey: lambdaKeys.functions });
      succeed(`The function ${name} is created. Its code is below.`);
      router.history.push(paths.function(name));
    } catch (error) {
      setBusy(false);
      fail(error);
    }
  };
  return { create, busy };
}
