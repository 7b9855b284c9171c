/** A call as code, to copy: for the CLI, JavaScript or Python. */
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { JsonView } from '../ui/json-view.tsx';
import { type ApiCall, CODE_KINDS, type CodeKind } from './api-call.ts';

const KINDS = Object.keys(CODE_KINDS) as readonly CodeKind[];

export function CallCode({ call }: { readonly call: ApiCall }) {
  const [kind, setKind] = useState<CodeKind>('cli');
  return (
    <SpaceBetween size="xs">
      <SegmentedControl
        label="Language"
        selectedId={kind}
        options={KINDS.map((id) => ({ id, text: CODE_KINDS[id].label }))}
        onChange={({ detail }) => setKind(KINDS.find((id) => id === detail.selectedId)!)}
      />
      <JsonView text={CODE_KINDS[kind].write(call)} label={`${call.operation} as code`} />
    </SpaceBetween>
  );
}
