/** The definition beside its graph, which follows every keystroke; the cursor and the selection follow each other. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { PlacedDiagnostic } from '../../editor/definition-lint.ts';
import type { TextRange } from '../../editor/json-places.ts';
import { DefinitionEditor } from '../../editor/lazy-editors.tsx';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { useFunctions } from '../../queries/lambda.ts';

export interface DefinitionPanesProps {
  readonly definition: string;
  readonly onChange: (definition: string) => void;
  readonly onProblemCount: (errors: number) => void;
}

const HEIGHT_PX = 560;

export function DefinitionPanes({ definition, onChange, onProblemCount }: DefinitionPanesProps) {
  const functions = useFunctions();
  const [diagnostics, setDiagnostics] = useState<readonly PlacedDiagnostic[]>([]);
  const [selected, setSelected] = useState<string>();
  const [goTo, setGoTo] = useState<TextRange>();
  const [refreshed, setRefreshed] = useState(0);
  const takeDiagnostics = (found: readonly PlacedDiagnostic[]) => {
    setDiagnostics(found);
    onProblemCount(found.filter(({ severity }) => severity === 'error').length);
  };
  return (
    <div className="panes">
      <section aria-label="State machine definition">
        <div className="pane-bar">
          <Box variant="h2">State machine definition</Box>
          <Verdict diagnostics={diagnostics} />
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
          heightPx={HEIGHT_PX}
        />
        <ProblemList diagnostics={diagnostics} onGoTo={setGoTo} />
      </section>
      <section aria-label="Visual workflow">
        <div className="pane-bar">
          <Box variant="h2">Visual workflow</Box>
          <Button
            variant="icon"
            iconName="refresh"
            ariaLabel="Refresh the visual workflow"
            onClick={() => setRefreshed(refreshed + 1)}
          />
        </div>
        <WorkflowGraph
          key={refreshed}
          definition={definition}
          selectedState={selected}
          onSelectState={setSelected}
          heightPx={HEIGHT_PX}
        />
      </section>
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
}

function ProblemList({ diagnostics, onGoTo }: ProblemListProps) {
  if (diagnostics.length === 0) return null;
  return (
    <ul className="problems" aria-label="Problems of the definition">
      {diagnostics.map(({ from, to, severity, message, location = '' }) => (
        <li key={`${location} ${message}`}>
          <button type="button" onClick={() => onGoTo({ from, to })}>
            <StatusIndicator type={severity}>{message}</StatusIndicator> <span className="mono">{location}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
