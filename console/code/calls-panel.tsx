/** "Show as code": the calls behind what was just done, newest first. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useClients } from '../app/clients.ts';
import { timestampText } from '../ui/time.ts';
import { CallCode } from './call-code.tsx';
import { useCalls } from './call-log.ts';

export default function CallsPanel({ onClose }: { readonly onClose: () => void }) {
  const { callLog } = useClients();
  const [withReads, setWithReads] = useState(false);
  const calls = useCalls(callLog).filter(({ reads }) => withReads || !reads);
  return (
    <Modal visible size="large" header="What you did, as code" closeAriaLabel="Close" onDismiss={onClose}>
      <SpaceBetween size="m">
        <Box>
          Everything in this console is a call of the public API. Here is each one for the AWS CLI and the SDKs; set
          their endpoint to <span className="mono">{location.origin}</span>.
        </Box>
        <Toggle checked={withReads} onChange={({ detail }) => setWithReads(detail.checked)}>
          Also what the pages read
        </Toggle>
        {calls.length === 0 && (
          <Box color="text-body-secondary">Nothing was changed yet since the page was loaded.</Box>
        )}
        {calls.map((call, i) => (
          <ExpandableSection
            key={call.id}
            defaultExpanded={i === 0}
            headerText={call.operation}
            headerDescription={timestampText(call.at)}
          >
            <CallCode call={call} />
          </ExpandableSection>
        ))}
      </SpaceBetween>
    </Modal>
  );
}
