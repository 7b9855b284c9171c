/** Changing a state machine: definition, role and settings; before it is saved one sees what is different. */
import { TagResourceCommand, UntagResourceCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { nameOfArn, paths } from '../../app/paths.ts';
import { statesKeys, useMachine, useMachineTags } from '../../queries/states.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { DefinitionPanes } from './definition-panes.tsx';
import { loggingOf, readLogging } from './machine-logging.ts';
import { type MachineSettings, MachineSettingsForm } from './machine-settings.tsx';

const DefinitionDiff = lazy(() => import('../../editor/definition-diff.tsx'));

export default function EditMachine() {
  const { arn } = useParams({ strict: false }) as { readonly arn: string };
  const machine = useMachine(arn);
  const tags = useMachineTags(arn);
  const trail = [
    { text: 'Step Functions', href: paths.machines },
    { text: 'State machines', href: paths.machines },
    { text: nameOfArn(arn), href: paths.machine(arn) },
  ];
  const error = machine.error ?? tags.error;
  if (error || !machine.data || !tags.data) {
    return (
      <Page title="Edit" trail={trail}>
        {error ? <Problem error={error} /> : 'Loading'}
      </Page>
    );
  }
  const saved = {
    definition: machine.data.definition ?? '',
    settings: {
      roleArn: machine.data.roleArn ?? '',
      type: machine.data.type ?? 'STANDARD',
      tags: tags.data,
      ...readLogging(machine.data.loggingConfiguration),
    },
  };
  return <Editing arn={arn} trail={trail} saved={saved} />;
}

interface Editable {
  readonly definition: string;
  readonly settings: MachineSettings;
}

interface EditingProps {
  readonly arn: string;
  readonly trail: readonly { readonly text: string; readonly href: string }[];
  readonly saved: Editable;
}

function Editing({ arn, trail, saved }: EditingProps) {
  const [definition, setDefinition] = useState(saved.definition);
  const [settings, setSettings] = useState(saved.settings);
  const [problems, setProblems] = useState(0);
  const [reviewing, setReviewing] = useState(false);
  const { save, busy } = useSave(arn, saved);
  const router = useRouter();
  const isChanged = definition !== saved.definition || JSON.stringify(settings) !== JSON.stringify(saved.settings);
  const review = () => (definition === saved.definition ? save({ definition, settings }) : setReviewing(true));
  return (
    <Page
      title={`Edit ${nameOfArn(arn)}`}
      trail={trail}
      description="Executions that are running go on with the definition they began with."
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={() => router.history.push(paths.machine(arn))}>
            Cancel
          </Button>
          <Button
            variant="primary"
            loading={busy}
            disabled={problems > 0 || !isChanged}
            disabledReason={problems > 0 ? 'The definition has problems.' : 'Nothing is changed.'}
            onClick={review}
          >
            Save
          </Button>
        </SpaceBetween>
      }
    >
      <Container>
        <DefinitionPanes
          definition={definition}
          onChange={setDefinition}
          onProblemCount={setProblems}
          tested={{ machineArn: arn, roleArn: settings.roleArn }}
        />
      </Container>
      <ExpandableSection headerText="Role, logging and tags" variant="stacked">
        <MachineSettingsForm settings={settings} onChange={setSettings} typeIsFixed />
      </ExpandableSection>
      {reviewing && (
        <Modal
          visible
          size="max"
          header="Save these changes?"
          closeAriaLabel="Close"
          onDismiss={() => setReviewing(false)}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => setReviewing(false)}>
                  Back to the editor
                </Button>
                <Button variant="primary" loading={busy} onClick={() => save({ definition, settings })}>
                  Save changes
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <Suspense fallback="Loading">
            <DefinitionDiff before={saved.definition} after={definition} />
          </Suspense>
        </Modal>
      )}
    </Page>
  );
}

function useSave(arn: string, saved: Editable) {
  const [busy, setBusy] = useState(false);
  const { states } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const send = async ({ definition, settings }: Editable) => {
    await states.send(
      new UpdateStateMachineCommand({
        stateMachineArn: arn,
        definition,
        roleArn: settings.roleArn,
        loggingConfiguration: loggingOf(settings),
      }),
    );
    const kept = new Set(settings.tags.map(({ key }) => key));
    const tagKeys = saved.settings.tags.flatMap(({ key }) => (key === undefined || kept.has(key) ? [] : [key]));
    if (tagKeys.length > 0) await states.send(new UntagResourceCommand({ resourceArn: arn, tagKeys }));
    if (JSON.stringify(settings.tags) !== JSON.stringify(saved.settings.tags) && settings.tags.length > 0)
      await states.send(new TagResourceCommand({ resourceArn: arn, tags: [...settings.tags] }));
  };
  const save = async (changed: Editable) => {
    setBusy(true);
    try {
      await send(changed);
      await queries.invalidateQueries({ queryKey: statesKeys.machine(arn) });
      succeed(`${nameOfArn(arn)} is saved.`);
      router.history.push(paths.machine(arn));
    } catch (error) {
      setBusy(false);
      fail(error);
    }
  };
  return { save, busy };
}
