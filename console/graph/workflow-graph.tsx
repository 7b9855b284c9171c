/** The visual workflow: the graph of a definition, with the status of each state where there is an execution. */

export type StateStatus = 'succeeded' | 'failed' | 'running' | 'caught' | 'cancelled';

export interface WorkflowGraphProps {
  /** The text of a definition; while it does not parse, the last good graph stays. */
  readonly definition: string;
  /** By name of the state; states that are missing were not entered. */
  readonly statuses?: ReadonlyMap<string, StateStatus>;
  readonly selectedState: string | undefined;
  readonly onSelectState: (name: string | undefined) => void;
  readonly heightPx: number;
}

export function WorkflowGraph({ heightPx }: WorkflowGraphProps) {
  return (
    <div className="graph-placeholder" style={{ height: heightPx }}>
      The graph comes here.
    </div>
  );
}
