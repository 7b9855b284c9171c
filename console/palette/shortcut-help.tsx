/** The keys of the console, to look up. */
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import { SHORTCUTS } from './shortcuts.ts';

export default function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal visible header="Keys" closeAriaLabel="Close" onDismiss={onClose}>
      <KeyValuePairs items={SHORTCUTS.map(({ keys, what }) => ({ label: keys, value: what }))} />
    </Modal>
  );
}
