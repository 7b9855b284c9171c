/** "Function code": the files of the package to edit in place, a package to upload, or one in an object store. */
import {
  type FunctionConfiguration,
  type Runtime,
  UpdateFunctionCodeCommand,
  type UpdateFunctionCodeCommandInput,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClients } from '../../app/clients.ts';
import { useNotifications } from '../../app/notifications.tsx';
import { SourceEditor } from '../../editor/lazy-editors.tsx';
import { type SourceFiles, zip } from '../../functions/code-package.ts';
import { RUNTIMES } from '../../functions/runtimes.ts';
import { lambdaKeys, useFunctionCode } from '../../queries/lambda.ts';
import { Problem } from '../../ui/problem.tsx';
import { isNamed, NO_OBJECT, PackageObject, sourceOf } from './package-object.tsx';
import { PackageUpload } from './package-upload.tsx';

export interface FunctionCodeProps {
  readonly name: string;
  readonly configuration: FunctionConfiguration;
}

const INLINE = { value: 'inline', label: 'Edit code inline' };
const ENTRY_TYPES = [
  INLINE,
  { value: 'zip', label: 'Upload a .zip file' },
  { value: 'object', label: 'A .zip file in an object store (Amazon S3)' },
];

type CodeSource = Pick<UpdateFunctionCodeCommandInput, 'ZipFile' | 'S3Bucket' | 'S3Key' | 'S3ObjectVersion'>;

/** The code, with the runtime and handler that go with it. */
interface CodeChange {
  readonly code: CodeSource | undefined;
  readonly runtime: string;
  readonly handler: string;
}

export function FunctionCode({ name, configuration }: FunctionCodeProps) {
  const { Runtime = '', Handler = '', CodeSha256 } = configuration;
  const saved = useFunctionCode(name, CodeSha256);
  const [edited, setEdited] = useState<SourceFiles>();
  const [entryType, setEntryType] = useState(INLINE);
  const [upload, setUpload] = useState<readonly File[]>([]);
  const [object, setObject] = useState(NO_OBJECT);
  const [runtime, setRuntime] = useState(Runtime);
  const [handler, setHandler] = useState(Handler);
  const { save, busy } = useSave(name, configuration);
  const files = edited ?? saved.data;
  const runtimes = RUNTIMES.some(({ id }) => id === runtime)
    ? RUNTIMES
    : [{ id: runtime, label: runtime }, ...RUNTIMES];
  const isInline = entryType.value === INLINE.value;
  const hasCode = { inline: edited !== undefined, zip: upload.length > 0, object: isNamed(object) }[entryType.value];
  const isChanged = hasCode || runtime !== Runtime || handler !== Handler;

  const readCode = async (): Promise<CodeSource | undefined> => {
    if (!hasCode) return undefined;
    if (entryType.value === 'object') return sourceOf(object);
    return { ZipFile: isInline ? zip(edited!) : new Uint8Array(await upload[0]!.arrayBuffer()) };
  };
  const saveAll = async () => {
    if (!(await save({ code: await readCode(), runtime, handler }))) return;
    setEdited(undefined);
    setUpload([]);
    setObject(NO_OBJECT);
    setEntryType(INLINE);
  };

  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button variant="primary" loading={busy} disabled={!isChanged} onClick={saveAll}>
              Save
            </Button>
          }
        >
          Function code
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Grid gridDefinition={Array.from({ length: 3 }, () => ({ colspan: { default: 12, s: 4 } }))}>
          <FormField label="Code entry type">
            <Select
              selectedOption={entryType}
              options={ENTRY_TYPES}
              onChange={({ detail }) =>
                setEntryType(ENTRY_TYPES.find(({ value }) => value === detail.selectedOption.value)!)
              }
            />
          </FormField>
          <FormField label="Runtime">
            <Select
              selectedOption={{ value: runtime, label: runtimes.find(({ id }) => id === runtime)?.label ?? runtime }}
              options={runtimes.map(({ id, label }) => ({ value: id, label }))}
              onChange={({ detail }) => setRuntime(detail.selectedOption.value!)}
            />
          </FormField>
          <FormField label="Handler">
            <Input value={handler} onChange={({ detail }) => setHandler(detail.value)} />
          </FormField>
        </Grid>
        {isInline && saved.error && <Problem error={saved.error} />}
        {isInline && files && (
          <SourceEditor
            heightPx={380}
            files={files}
            handler={handler}
            onChange={setEdited}
            onSave={() => void saveAll()}
          />
        )}
        {entryType.value === 'zip' && <PackageUpload files={upload} onChange={setUpload} />}
        {entryType.value === 'object' && <PackageObject object={object} onChange={setObject} />}
      </SpaceBetween>
    </Container>
  );
}

/** Resolves with whether all of it was saved; the code and its handler come into effect one after the other. */
function useSave(name: string, { Runtime: runtimeBefore, Handler: handlerBefore }: FunctionConfiguration) {
  const [busy, setBusy] = useState(false);
  const { lambda } = useClients();
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  const waitForUpdate = () =>
    waitUntilFunctionUpdatedV2({ client: lambda, minDelay: 1, maxWaitTime: 60 }, { FunctionName: name });
  const save = async ({ code, runtime, handler }: CodeChange): Promise<boolean> => {
    setBusy(true);
    try {
      if (code !== undefined) {
        await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ...code }));
        await waitForUpdate();
      }
      if (runtime !== runtimeBefore || handler !== handlerBefore) {
        const settings = { FunctionName: name, Runtime: runtime as Runtime, Handler: handler };
        await lambda.send(new UpdateFunctionConfigurationCommand(settings));
        await waitForUpdate();
      }
      await queries.invalidateQueries({ queryKey: lambdaKeys.function(name) });
      succeed(`${name} is saved.`);
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
