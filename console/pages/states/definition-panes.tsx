/** The definition beside its graph, which follows every keystroke; the cursor and the selection follow each other. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { lazy, Suspense, useState } from 'react';
import type { PlacedDiagnostic } from '../../editor/definition-lint.ts';
import { DefinitionEditor } from '../../editor/lazy-editors.tsx';
import { applyEdits, type QuickFix, type TextRange } from '../../editor/quick-fix.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { useFunctions } from '../../queries/lambda.ts';

export interface DefinitionPanesProps {
  readonly definition: string;
  readonly onChange: (definition: string) => void;
  readonly onProblemCount: (errors: number) => void;
  /** Of a machine that exists: its states can be tested. */
  readonly tested?: { readonly machineArn: string; readonly roleArn: string };
}

/** Loaded when they are first opened. */
const TestPanel = lazy(() => import('../../testing/test-panel.tsx'));
const RenameDialog = lazy(() => import('../../editor/rename-dialog.tsx'));

const HEIGHT_PX = 560;

export function DefinitionPanes({ definition, onChange, onProblemCount, tested }: DefinitionPanesProps) {
  const functions = useFunctions();
  const [diagnostics, setDiagnostics] = useState<readonly PlacedDiagnostic[]>([]);
  const [selected, setSelected] = useState<string>();
  const [goTo, setGoTo] = useState<TextRange>();
  const [refreshed, setRefreshed] = useState(0);
  const [renaming, setRenaming] = useState<string>();
  const [side, setSide] = useState<string>('graph');
  const takeDiagnostics = (found: readonly PlacedDiagnostic[]) => {
    setDiagnostics(found);
    onProblemCount(found.filter(({ severity }) => severity === 'error').length);
  };
  return (
    <div className="panes">
      <section aria-label="State machine definition">
        <div className="pane-bar">
          <Box variant="h2">State machine definition</Box>
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            {selected !== undefined && (
              <Button variant="inline-link" onClick={() => setRenaming(selected)}>
                Rename {selected}
              </Button>
            )}
            <Verdict diagnostics={diagnostics} />
          </SpaceBetween>
        </div>
        <DefinitionEditor
          value={definition}
          onChange={onChange}
          functions={
            functions.data?.map(({ FunctionName = '', FunctionArn = '' }) => ({
              name: FunctionName,
              arn: FunctionArn,
            })) ?? []
          }
          onDiagnostics={takeDiagnostics}
          onStateAtCursor={setSelected}
          selectedState={selected}
          goTo={goTo}
          onRename={setRenaming}
          heightPx={HEIGHT_PX}
        />
        <ProblemList
          diagnostics={diagnostics}
          onGoTo={setGoTo}
          onFix={({ edits }) => onChange(applyEdits(definition, edits))}
        />
      </section>
      <section aria-label="Visual workflow">
        <div className="pane-bar">
          <Box variant="h2">{side === 'graph' ? 'Visual workflow' : 'Test state'}</Box>
          {tested && (
            <SegmentedControl
              label="Beside the definition"
              selectedId={side}
              options={[
                { id: 'graph', text: 'Graph' },
                { id: 'test', text: 'Test' },
              ]}
              onChange={({ detail }) => setSide(detail.selectedId)}
            />
          )}
          <Button
            disabled={side !== 'graph'}
            variant="icon"
            iconName="refresh"
            ariaLabel="Refresh the visual workflow"
            onClick={() => setRefreshed(refreshed + 1)}
          />
        </div>
        {side === 'graph' && (
          <WorkflowGraph
            key={refreshed}
            definition={definition}
            selectedState={selected}
            onSelectState={setSelected}
            heightPx={HEIGHT_PX}
          />
        )}
        <Suspense>
          {side === 'test' && tested && (
            <TestPanel {...tested} definition={definition} selected={selected} onSelect={setSelected} />
          )}
        </Suspense>
      </section>
      <Suspense>
        {renaming !== undefined && (
          <RenameDialog
            definition={definition}
            name={renaming}
            onRename={(renamed, name) => {
              onChange(renamed);
              setSelected(name);
            }}
            onClose={() => setRenaming(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}

function Verdict({ diagnostics }: { readonly diagnostics: readonly PlacedDiagnostic[] }) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  if (errors > 0) return <StatusIndicator type="error">{count(errors, 'problem')}</StatusIndicator>;
  if (warnings > 0) return <StatusIndicator type="warning">{count(warnings, 'warning')}</StatusIndicator>;
  return <StatusIndicator type="success">Valid</StatusIndicator>;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

interface ProblemListProps {
  readonly diagnostics: readonly PlacedDiagnostic[];
  readonly onGoTo: (range: TextRange) => void;
  readonly onFix: (fix: QuickFix) => void;
}

function ProblemList({ diagnostics, onGoTo, onFix }: ProblemListProps) {
  if (diagnostics.length === 0) return null;
  return (
    <ul className="problems" aria-label="Problems of the definition">
      {diagnostics.map(({ from, to, severity, message, location = '', fixes }) => (
        <li key={`${location} ${message}`}>
          <button type="button" onClick={() => onGoTo({ from, to })}>
            <StatusIndicator type={severity}>{message}</StatusIndicator> <span className="mono">{location}</span>
          </button>
          {fixes.map((fix) => (
            <Button key={fix.title} variant="inline-link" onClick={() => onFix(fix)}>
              {fix.title}
            </Button>
          ))}
        </li>
      ))}
    </ul>
  );
}
