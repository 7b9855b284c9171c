/** The buttons on the graph: zoom, fit, go to what runs, and take the picture along. */
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { Drawing, Theme } from '../../src/graph/index.ts';
import { downloadPng, downloadSvg } from './picture.ts';

export interface GraphToolsProps {
  readonly drawing: Drawing;
  readonly theme: Theme;
  readonly onZoomIn: () => void;
  readonly onZoomOut: () => void;
  readonly onFit: () => void;
  /** Absent while nothing runs. */
  readonly onCentre: (() => void) | undefined;
}

export function GraphTools({ drawing, theme, onZoomIn, onZoomOut, onFit, onCentre }: GraphToolsProps) {
  const tools = [
    { label: 'Zoom in', icon: 'M8 3v10M3 8h10', act: onZoomIn },
    { label: 'Zoom out', icon: 'M3 8h10', act: onZoomOut },
    { label: 'Fit to view', icon: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3', act: onFit },
    ...(onCentre === undefined
      ? []
      : [{ label: 'Go to the running state', icon: 'M8 2v12M2 8h12M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6', act: onCentre }]),
  ];
  return (
    <div className="graph-tools" role="toolbar" aria-label="Visual workflow tools">
      {tools.map(({ label, icon, act }) => (
        <button key={label} type="button" aria-label={label} title={label} onClick={act}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path d={icon} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
        </button>
      ))}
      <ButtonDropdown
        variant="icon"
        ariaLabel="Export the visual workflow"
        items={[
          { id: 'svg', text: 'Export as SVG' },
          { id: 'png', text: 'Export as PNG' },
        ]}
        onItemClick={({ detail }) => (detail.id === 'svg' ? downloadSvg : downloadPng)(drawing, theme)}
      />
    </div>
  );
}
