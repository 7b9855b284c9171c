/** Gives the page as it is now, filters included, a name to come back to. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { forgetView, saveView, useSavedViews } from './saved-views.ts';

export default function SaveViewDialog({ onClose }: { readonly onClose: () => void }) {
  const views = useSavedViews();
  const [name, setName] = useState(document.title.replace(/ - Stepwell$/, ''));
  const save = () => {
    saveView({ name: name.trim(), href: `${location.pathname}${location.search}` });
    onClose();
  };
  return (
    <Modal
      visible
      header="Save this view"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" disabled={name.trim() === ''} onClick={save}>
            Save view
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Name" description="It is kept in this browser, and found with the command palette.">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        {views.map((view) => (
          <SpaceBetween key={view.name} direction="horizontal" size="xs" alignItems="center">
            <span>{view.name}</span>
            <Button variant="inline-link" ariaLabel={`Forget ${view.name}`} onClick={() => forgetView(view.name)}>
              Forget
            </Button>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Modal>
  );
}
