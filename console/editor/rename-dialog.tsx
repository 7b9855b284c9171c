/** Asks for the new name of a state, and puts it wherever the old one stands. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import { useState } from 'react';
import { nameProblem, renameState } from './rename-state.ts';

export interface RenameDialogProps {
  readonly definition: string;
  readonly name: string;
  readonly onRename: (definition: string, name: string) => void;
  readonly onClose: () => void;
}

export default function RenameDialog({ definition, name, onRename, onClose }: RenameDialogProps) {
  const [typed, setTyped] = useState(name);
  const problem = nameProblem(definition, name, typed);
  const rename = () => {
    onRename(renameState(definition, name, typed), typed);
    onClose();
  };
  return (
    <Modal
      visible
      header={`Rename ${name}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" disabled={problem !== undefined || typed === name} onClick={rename}>
            Rename everywhere
          </Button>
        </Box>
      }
    >
      <FormField label="New name" errorText={problem ?? ''} description="Everything that leads to it changes, too.">
        <Input
          autoFocus
          value={typed}
          onChange={({ detail }) => setTyped(detail.value)}
          onKeyDown={({ detail }) => detail.key === 'Enter' && problem === undefined && rename()}
        />
      </FormField>
    </Modal>
  );
}
