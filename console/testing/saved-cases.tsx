/** The named tests of a machine: run one by one or all again, to see whether an edit changed what they give. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { indentJson } from '../ui/json-view.tsx';
import type { NamedCase } from './test-case.ts';

export interface SavedCasesProps {
  readonly cases: readonly NamedCase[];
  /** The output; undefined when it fails. */
  readonly onRun: (test: NamedCase) => Promise<string | undefined>;
  readonly onOpen: (test: NamedCase) => void;
  readonly onDelete: (name: string) => void;
}

type Verdict = 'running' | 'same' | 'different';

const SIGNS = {
  running: { type: 'in-progress', text: 'Running' },
  same: { type: 'success', text: 'As saved' },
  different: { type: 'error', text: 'Different from what was saved' },
} as const;

export function SavedCases({ cases, onRun, onOpen, onDelete }: SavedCasesProps) {
  const [verdicts, setVerdicts] = useState<Readonly<Record<string, Verdict>>>({});
  const runAll = async () => {
    for (const test of cases) {
      const note = (verdict: Verdict) => setVerdicts((before) => ({ ...before, [test.name]: verdict }));
      note('running');
      const output = await onRun(test).catch(() => undefined);
      note(indentJson(output ?? '') === indentJson(test.output ?? '') ? 'same' : 'different');
    }
  };
  if (cases.length === 0) return null;
  return (
    <SpaceBetween size="xs">
      <Header variant="h3" actions={<Button onClick={runAll}>Run all cases</Button>}>
        Saved cases
      </Header>
      {cases.map((test) => (
        <div className="pane-bar" key={test.name}>
          <Button variant="inline-link" onClick={() => onOpen(test)}>
            {test.name}
          </Button>
          <Box color="text-body-secondary">{test.stateName}</Box>
          <Verdicted verdict={verdicts[test.name]} />
          <Button
            variant="icon"
            iconName="close"
            ariaLabel={`Delete ${test.name}`}
            onClick={() => onDelete(test.name)}
          />
        </div>
      ))}
    </SpaceBetween>
  );
}

function Verdicted({ verdict }: { readonly verdict: Verdict | undefined }) {
  if (verdict === undefined) return <span />;
  const { type, text } = SIGNS[verdict];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
