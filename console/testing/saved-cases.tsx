/** The named tests of a machine: run one by one or all again, to see whether an edit changed what they give. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { TestCase } from '../../src/base/stepwell-api.ts';
import { describeError } from '../ui/problem.tsx';
import { type Answer, differences } from './case-outcome.ts';

export interface SavedCasesProps {
  readonly cases: readonly TestCase[];
  readonly onRun: (test: TestCase) => Promise<Answer>;
  readonly onOpen: (test: TestCase) => void;
  readonly onDelete: (name: string) => void;
}

/** `undefined` while it runs; then what is different, nothing when all is as it was saved. */
type Verdict = readonly string[] | undefined;

export function SavedCases({ cases, onRun, onOpen, onDelete }: SavedCasesProps) {
  const [verdicts, setVerdicts] = useState<ReadonlyMap<string, Verdict>>(new Map());
  const runAll = async () => {
    for (const test of cases) {
      const note = (verdict: Verdict) => setVerdicts((before) => new Map(before).set(test.name, verdict));
      note(undefined);
      note(await onRun(test).then(differencesFrom(test), (error: unknown) => [describeError(error).message]));
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
          {verdicts.has(test.name) ? <VerdictText verdict={verdicts.get(test.name)} /> : <span />}
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

const differencesFrom =
  ({ expected }: TestCase) =>
  (answer: Answer): readonly string[] =>
    expected === undefined
      ? []
      : differences(expected, answer).map(({ what, expected, actual }) => `${what}: ${actual} instead of ${expected}`);

function VerdictText({ verdict }: { readonly verdict: Verdict }) {
  if (verdict === undefined) return <StatusIndicator type="in-progress">Running</StatusIndicator>;
  if (verdict.length === 0) return <StatusIndicator type="success">As saved</StatusIndicator>;
  return <StatusIndicator type="error">Different from what was saved: {verdict.join('; ')}</StatusIndicator>;
}
