/** The visual workflow: the graph of a definition, with the status of each state where there is an execution. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { parseJson } from '../../src/base/json.ts';
import { drawGraph, graphOf, type Layout, layoutGraph, type Scope, type StateStatus } from '../../src/graph/index.ts';
import { useIsDark } from '../app/colour-mode.ts';
import { GraphCanvas } from './graph-canvas.tsx';

export interface WorkflowGraphProps {
  /** The text of a definition; while it does not parse, the last good graph stays. */
  readonly definition: string;
  /** By name of the state; states that are missing were not entered. */
  readonly statuses?: ReadonlyMap<string, StateStatus>;
  /** The ways an execution went. */
  readonly transitions?: ReadonlySet<string>;
  /** By name of the state: how long it took. */
  readonly notes?: ReadonlyMap<string, string>;
  readonly selectedState: string | undefined;
  readonly onSelectState: (name: string | undefined) => void;
  readonly heightPx: number;
}

export function WorkflowGraph(props: WorkflowGraphProps) {
  const { definition, statuses, transitions, notes, selectedState, onSelectState, heightPx } = props;
  const theme = useIsDark() ? 'dark' : 'light';
  const graph = useGraph(definition);
  const { collapsed, toggle } = useCollapsed();
  const layout = useMemo(() => layoutGraph(graph, { collapsed }), [graph, collapsed]);
  const drawing = useMemo(
    () =>
      drawGraph(layout, {
        ...(statuses && { statuses }),
        ...(transitions && { transitions }),
        ...(notes && { notes }),
        selectedState,
        hasToggles: true,
      }),
    [layout, statuses, transitions, notes, selectedState],
  );
  const select = useCallback(
    (id: string | undefined) => onSelectState(id === undefined ? undefined : nameOf(layout, id)),
    [layout, onSelectState],
  );
  const running = statuses && [...statuses].find(([, status]) => status === 'running')?.[0];
  return (
    <GraphCanvas
      drawing={drawing}
      layout={layout}
      theme={theme}
      heightPx={heightPx}
      selectedId={idOf(layout, selectedState)}
      runningId={idOf(layout, running)}
      onSelect={select}
      onToggle={toggle}
    />
  );
}

/** That of the last text that could be read. */
function useGraph(definition: string): Scope {
  const last = useRef<Scope>(undefined);
  return useMemo(() => {
    try {
      last.current = graphOf(parseJson(definition));
    } catch {
      // Somebody is typing.
    }
    return last.current ?? graphOf(undefined);
  }, [definition]);
}

function useCollapsed() {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setCollapsed((before) =>
        before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id]),
      ),
    [],
  );
  return { collapsed, toggle };
}

function nameOf({ nodes }: Layout, id: string): string | undefined {
  const node = nodes.find((placed) => placed.node.id === id)?.node;
  return node?.kind === 'state' ? node.name : undefined;
}

function idOf({ nodes }: Layout, name: string | undefined): string | undefined {
  return nodes.find(({ node }) => node.kind === 'state' && node.name === name)?.node.id;
}
