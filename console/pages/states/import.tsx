/** Import: a history exported from AWS is replayed here; a definition is looked at, and made into a state machine. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { paths } from '../../app/paths.ts';
import type { ExecutionSearch } from '../../app/router.tsx';
import { eventRows } from '../../execution/event-rows.ts';
import { EventTable } from '../../execution/event-table.tsx';
import { foldVisits } from '../../execution/visits.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { definitionOfHistory } from '../../import/definition-of-history.ts';
import { type Imported, readImport } from '../../import/read-import.ts';
import { Page } from '../../ui/page.tsx';
import { ExecutionViews } from './execution-views.tsx';
import { keepDraft } from './machine-draft.ts';

const NOTHING: Imported = { events: undefined, definition: undefined };

export default function Import() {
  const [imported, setImported] = useState(NOTHING);
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string>();
  const [files, setFiles] = useState<readonly File[]>([]);
  const take = (text: string) => {
    try {
      const { events, definition } = readImport(text);
      setImported((before) => ({ events: events ?? before.events, definition: definition ?? before.definition }));
      setProblem(undefined);
      setPasted('');
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const takeFiles = async (chosen: readonly File[]) => {
    setFiles(chosen);
    for (const file of chosen) take(await file.text());
  };
  return (
    <Page
      title="Import"
      trail={[{ text: 'Step Functions', href: paths.machines }]}
      description="Files stay in this browser; nothing is sent to the server but what you try out."
    >
      <Container>
        <SpaceBetween size="m">
          <FormField
            label="Files"
            description="A history (aws stepfunctions get-execution-history), a definition, or both."
          >
            <FileUpload
              multiple
              accept=".json"
              value={[...files]}
              onChange={({ detail }) => void takeFiles(detail.value)}
              i18nStrings={{
                uploadButtonText: () => 'Choose files',
                dropzoneText: () => 'Drop the files here',
                removeFileAriaLabel: () => 'Remove file',
                limitShowFewer: 'Show fewer',
                limitShowMore: 'Show more',
                errorIconAriaLabel: 'Error',
              }}
            />
          </FormField>
          <FormField label="Or pasted text" stretch>
            <Textarea rows={4} value={pasted} spellcheck={false} onChange={({ detail }) => setPasted(detail.value)} />
          </FormField>
          <Button disabled={pasted.trim() === ''} onClick={() => take(pasted)}>
            Import text
          </Button>
          {problem !== undefined && <Alert type="error">{problem}</Alert>}
        </SpaceBetween>
      </Container>
      {imported.events === undefined ? (
        <ImportedDefinition definition={imported.definition} />
      ) : (
        <Replay events={imported.events} definition={imported.definition} />
      )}
    </Page>
  );
}

function ImportedDefinition({ definition }: { readonly definition: string | undefined }) {
  const [selected, setSelected] = useState<string>();
  if (definition === undefined) return null;
  return (
    <Container>
      <SpaceBetween size="s">
        <CreateButton definition={definition} />
        <WorkflowGraph definition={definition} selectedState={selected} onSelectState={setSelected} heightPx={520} />
      </SpaceBetween>
    </Container>
  );
}

function CreateButton({ definition }: { readonly definition: string }) {
  const router = useRouter();
  const create = () => {
    keepDraft({ name: 'ImportedStateMachine', definition, step: 'definition' });
    router.history.push(paths.createMachine);
  };
  return <Button onClick={create}>Create a state machine from it</Button>;
}

interface ReplayProps {
  readonly events: NonNullable<Imported['events']>;
  readonly definition: string | undefined;
}

function Replay({ events, definition }: ReplayProps) {
  const [search, setSearch] = useState<ExecutionSearch>({});
  const visits = useMemo(() => foldVisits(events), [events]);
  const rows = useMemo(() => eventRows(events, visits), [events, visits]);
  const sketch = useMemo(() => definitionOfHistory(visits.all), [visits]);
  const show = (changed: object) => setSearch({ ...search, ...changed });
  return (
    <>
      {definition === undefined && (
        <Alert type="info">
          The graph is made from the ways this execution took. Import its definition as well to see all of it.
        </Alert>
      )}
      {definition !== undefined && <CreateButton definition={definition} />}
      <ExecutionViews definition={definition ?? sketch} events={events} rows={rows} search={search} onShow={show} />
      <EventTable
        rows={search.at === undefined ? rows : rows.slice(0, search.at)}
        openId={search.event}
        onOpen={(event) => show({ event })}
        onSelectStep={(state) => show({ state })}
      />
    </>
  );
}
