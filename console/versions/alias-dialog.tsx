/** Makes or changes an alias: its name, the version it leads to, and another one that gets a part. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type Routing, routingProblem } from './routing.ts';

export interface AliasDialogProps {
  /** Undefined: a new one. */
  readonly alias: { readonly name: string; readonly routing: Routing } | undefined;
  readonly versions: readonly string[];
  readonly onSave: (name: string, routing: Routing) => Promise<void>;
  readonly onClose: () => void;
}

const NONE = { value: '', label: 'No other version' };

export function AliasDialog({ alias, versions, onSave, onClose }: AliasDialogProps) {
  const [name, setName] = useState(alias?.name ?? '');
  const [routing, setRouting] = useState<Routing>(
    alias?.routing ?? { version: versions[0] ?? '', second: undefined, percent: 0 },
  );
  const [busy, setBusy] = useState(false);
  const problem = routingProblem(routing);
  const options = versions.map((value) => ({ value, label: value }));
  const save = async () => {
    setBusy(true);
    await onSave(name, routing);
    onClose();
  };
  return (
    <Modal
      visible
      header={alias === undefined ? 'Create alias' : `Edit ${alias.name}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" loading={busy} disabled={name === '' || problem !== undefined} onClick={save}>
            Save alias
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {alias === undefined && (
          <FormField label="Name">
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
        )}
        <FormField label="Version" errorText={problem ?? ''}>
          <Select
            selectedOption={options.find(({ value }) => value === routing.version) ?? null}
            options={options}
            onChange={({ detail }) => setRouting({ ...routing, version: detail.selectedOption.value! })}
          />
        </FormField>
        <FormField label="Second version">
          <Select
            selectedOption={options.find(({ value }) => value === routing.second) ?? NONE}
            options={[NONE, ...options]}
            onChange={({ detail }) => setRouting({ ...routing, second: detail.selectedOption.value || undefined })}
          />
        </FormField>
        {routing.second !== undefined && (
          <FormField label="Percent for the second version">
            <Input
              type="number"
              value={String(routing.percent)}
              onChange={({ detail }) => setRouting({ ...routing, percent: Number(detail.value) })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
