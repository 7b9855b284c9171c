/** The surface a graph is looked at on: moved by dragging and scrolling, zoomed, walked through with the arrow keys. */
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { colourOf, type Drawing, type Group, type Layout, type Theme } from '../../src/graph/index.ts';
import { GraphTools } from './graph-tools.tsx';
import { elementIdOf, GroupElement } from './group-element.tsx';
import { Minimap } from './minimap.tsx';
import { fittedView, movedView, type Size, type View, viewShowing, wholeView, zoomedView } from './viewport.ts';
import { directionOf, neighbour } from './walking.ts';

export interface GraphCanvasProps {
  readonly drawing: Drawing;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly heightPx: number;
  /** Ids of nodes. */
  readonly selectedId: string | undefined;
  readonly runningId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onToggle: (id: string) => void;
}

const KEY_ZOOM = 1.25;
const WHEEL_ZOOM_PER_PX = 1 / 300;
const DRAG_PX_MIN = 4;

export function GraphCanvas(props: GraphCanvasProps) {
  const { drawing, layout, theme, heightPx, selectedId, runningId, onSelect, onToggle } = props;
  const surface = useRef<HTMLDivElement>(null);
  const size = useSize(surface);
  const { view, setView, refit } = useView(drawing, size);
  const drag = useDrag(setView);
  useWheel(surface, setView);

  const show = useCallback(
    (id: string | undefined) => {
      const placed = layout.nodes.find(({ node }) => node.id === id);
      if (placed !== undefined && size !== undefined)
        setView((current) =>
          viewShowing(current, { ...placed, height: placed.isContainer ? 40 : placed.height }, size),
        );
    },
    [layout, size, setView],
  );
  useEffect(() => show(selectedId), [selectedId, show]);

  const activate = useCallback(
    (group: Group) => {
      if (drag.hasMoved()) return;
      if (group.kind === 'toggle') onToggle(group.id);
      else onSelect(group.id);
    },
    [drag, onSelect, onToggle],
  );
  const pressKey = useCallback(
    (event: KeyboardEvent, group: Group) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        activate(group);
      }
      const direction = directionOf(event.key);
      const next = direction && neighbour(layout, group.id, direction);
      if (next === undefined) return;
      event.preventDefault();
      onSelect(next);
      document.getElementById(elementIdOf({ kind: 'state', id: next }))?.focus();
    },
    [layout, onSelect, activate],
  );

  const states = drawing.groups.filter(({ kind }) => kind === 'state' || kind === 'container');
  const tabStop = states.find(({ id }) => id === selectedId)?.id ?? states[0]?.id;
  const zoom = (factor: number) =>
    setView((current) => zoomedView(current, factor, { x: (size?.width ?? 0) / 2, y: (size?.height ?? 0) / 2 }));
  return (
    <div className="graph" style={{ height: heightPx, background: colourOf('background', theme) }}>
      <section
        ref={surface}
        className="graph-surface"
        aria-label="Graph. The arrow keys go from state to state."
        {...drag.handlers}
        onClick={() => !drag.hasMoved() && onSelect(undefined)}
        onKeyDown={({ key }) => key === 'Escape' && onSelect(undefined)}
      >
        {view && (
          <svg width="100%" height="100%" role="presentation">
            <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
              {drawing.groups.map((group) => (
                <GroupElement
                  key={`${group.kind} ${group.id}`}
                  group={group}
                  theme={theme}
                  isTabStop={group.kind === 'toggle' || group.id === tabStop}
                  isSelected={group.id === selectedId}
                  onActivate={activate}
                  onKeyDown={pressKey}
                />
              ))}
            </g>
          </svg>
        )}
      </section>
      <GraphTools
        drawing={drawing}
        theme={theme}
        onZoomIn={() => zoom(KEY_ZOOM)}
        onZoomOut={() => zoom(1 / KEY_ZOOM)}
        onFit={refit}
        onCentre={runningId === undefined ? undefined : () => show(runningId)}
      />
      {view && size && (
        <Minimap layout={layout} theme={theme} view={view} shown={size} onMove={(changed) => setView(() => changed)} />
      )}
    </div>
  );
}

type ChangeView = (change: (view: View) => View) => void;

/** The graph is fitted anew when it changes in size, until somebody moves it. */
function useView(drawing: Drawing, size: Size | undefined) {
  const [moved, setMoved] = useState<View>();
  const { width, height } = drawing;
  const fitted = useMemo(() => size && fittedView({ width, height }, size), [width, height, size]);
  const current = useRef<View>(undefined);
  current.current = moved ?? fitted;
  const setView: ChangeView = useCallback((change) => {
    if (current.current === undefined) return;
    const next = change(current.current);
    if (next !== current.current) setMoved(next);
  }, []);
  const refit = () => setMoved(size && wholeView({ width, height }, size));
  return { view: moved ?? fitted, setView, refit };
}

function useSize(element: React.RefObject<HTMLElement | null>): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** A press that stays where it is is a click; one that moves takes the graph along. */
function useDrag(setView: ChangeView) {
  const start = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  return useMemo(
    () => ({
      hasMoved: () => start.current?.moved ?? false,
      handlers: {
        onPointerDown(event: PointerEvent) {
          start.current = { x: event.clientX, y: event.clientY, moved: false };
        },
        onPointerMove(event: PointerEvent) {
          const from = start.current;
          if (from === undefined || (event.buttons & 1) === 0) return;
          const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
          if (!from.moved && Math.hypot(dx, dy) < DRAG_PX_MIN) return;
          if (!from.moved) event.currentTarget.setPointerCapture(event.pointerId);
          start.current = { x: event.clientX, y: event.clientY, moved: true };
          setView((view) => movedView(view, dx, dy));
        },
      },
    }),
    [setView],
  );
}

/** Scrolling with Ctrl or Cmd, as pinching does, zooms; without, it scrolls the page, so that nobody is caught in the graph. */
function useWheel(surface: React.RefObject<HTMLElement | null>, setView: ChangeView): void {
  useEffect(() => {
    const element = surface.current!;
    const listen = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const pointer = { x: event.clientX - left, y: event.clientY - top };
      setView((view) => zoomedView(view, Math.exp(-event.deltaY * WHEEL_ZOOM_PER_PX), pointer));
    };
    element.addEventListener('wheel', listen, { passive: false });
    return () => element.removeEventListener('wheel', listen);
  }, [surface, setView]);
}
