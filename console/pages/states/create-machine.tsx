/** Creating a state machine: first the definition, then its role and settings. */
import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { paths } from '../../app/paths.ts';
import { SNIPPETS } from '../../editor/snippets.ts';
import { statesKeys } from '../../queries/states.ts';
import { Page } from '../../ui/page.tsx';
import { DefinitionPanes } from './definition-panes.tsx';
import { dropDraft, keepDraft, readDraft } from './machine-draft.ts';
import { loggingOf } from './machine-logging.ts';
import { INITIAL_SETTINGS, type MachineSettings, MachineSettingsForm } from './machine-settings.tsx';

const NAME_RULE = "Letters, digits, and - _ + ! @ . ( ) = ' characters, at most 80.";

export default function CreateMachine() {
  const draft = readDraft();
  const [step, setStep] = useState<'definition' | 'settings'>(
    draft === undefined ? 'definition' : (draft.step ?? 'settings'),
  );
  const [name, setName] = useState(draft?.name ?? '');
  const [definition, setDefinition] = useState(draft?.definition ?? SNIPPETS[0]!.definition);
  const [settings, setSettings] = useState(INITIAL_SETTINGS);
  const router = useRouter();
  const { create, busy } = useCreate();

  const cancel = () => {
    dropDraft();
    router.history.push(paths.machines);
  };
  const next = () => {
    keepDraft({ name, definition });
    setStep('settings');
  };
  const title = 'Create state machine';
  const trail = [
    { text: 'Step Functions', href: paths.machines },
    { text: 'State machines', href: paths.machines },
  ];

  if (step === 'definition') {
    return (
      <Page title={title} trail={trail}>
        <DefinitionStep
          name={name}
          onName={setName}
          definition={definition}
          onDefinition={setDefinition}
          onCancel={cancel}
          onNext={next}
        />
      </Page>
    );
  }
  return (
    <Page title={title} trail={trail} description={`${name}: its role and settings`}>
      <MachineSettingsForm settings={settings} onChange={setSettings} typeIsFixed={false} />
      <SpaceBetween direction="horizontal" size="xs" alignItems="end">
        <Button variant="link" onClick={cancel}>
          Cancel
        </Button>
        <Button onClick={() => setStep('definition')}>Previous</Button>
        <Button
          variant="primary"
          loading={busy}
          disabled={settings.roleArn === ''}
          onClick={() => create(name, definition, settings)}
        >
          Create state machine
        </Button>
      </SpaceBetween>
    </Page>
  );
}

interface DefinitionStepProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly definition: string;
  readonly onDefinition: (definition: string) => void;
  readonly onCancel: () => void;
  readonly onNext: () => void;
}

function DefinitionStep({ name, onName, definition, onDefinition, onCancel, onNext }: DefinitionStepProps) {
  const [author, setAuthor] = useState('snippets');
  const [problems, setProblems] = useState(0);
  const nameIsWrong = name !== '' && !isMachineName(name);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Define state machine</Header>}>
        <SpaceBetween size="l">
          <Tiles
            ariaLabel="How to author the state machine"
            value={author}
            onChange={({ detail }) => {
              setAuthor(detail.value);
              onDefinition(detail.value === 'snippets' ? SNIPPETS[0]!.definition : BLANK);
            }}
            items={[
              {
                value: 'snippets',
                label: 'Author with code snippets',
                description: 'Start from an example and change it.',
              },
              { value: 'blank', label: 'Author from scratch', description: 'Start from a single state.' },
            ]}
          />
          <FormField label="Name" constraintText={NAME_RULE} errorText={nameIsWrong ? NAME_RULE : ''}>
            <Input
              value={name}
              onChange={({ detail }) => onName(detail.value)}
              placeholder="Enter state machine name"
            />
          </FormField>
          {author === 'snippets' && (
            <FormField label="Code snippets" description="Choosing one replaces the definition below." stretch>
              <SpaceBetween direction="horizontal" size="xs">
                {SNIPPETS.map(({ id, title, description, definition: snippet }) => (
                  <Button key={id} ariaLabel={`${title}: ${description}`} onClick={() => onDefinition(snippet)}>
                    {title}
                  </Button>
                ))}
              </SpaceBetween>
            </FormField>
          )}
        </SpaceBetween>
      </Container>
      <Container>
        <DefinitionPanes definition={definition} onChange={onDefinition} onProblemCount={setProblems} />
      </Container>
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          variant="primary"
          disabled={!isMachineName(name) || problems > 0}
          disabledReason={problems > 0 ? 'The definition has problems.' : 'The state machine needs a name.'}
          onClick={onNext}
        >
          Next
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}

const BLANK = JSON.stringify({ StartAt: 'First', States: { First: { Type: 'Pass', End: true } } }, null, 2);

/** As the server checks it: no spaces, no brackets, wildcards or special characters. */
function isMachineName(name: string): boolean {
  return /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name);
}

function useCreate() {
  const [busy, setBusy] = useState(false);
  const { states } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const router = useRouter();
  const create = async (name: string, definition: string, settings: MachineSettings) => {
    setBusy(true);
    try {
      const { stateMachineArn = '' } = await states.send(
        new CreateStateMachineCommand({
          name,
          definition,
          roleArn: settings.roleArn,
          type: settings.type,
          ...(settings.logLevel === 'OFF' ? {} : { loggingConfiguration: loggingOf(settings) }),
          ...(settings.tags.length === 0 ? {} : { tags: [...settings.tags] }),
        }),
      );
      dropDraft();
      await queries.invalidateQueries({ queryKey: statesKeys.machines });
      succeed(`The state machine ${name} was created.`);
      router.history.push(paths.machine(stateMachineArn));
    } catch (error) {
      setBusy(false);
      fail(error);
    }
  };
  return { create, busy };
}
