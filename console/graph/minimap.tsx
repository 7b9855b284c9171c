/** All of a large graph at once, with the part that is on show; a click goes there. */
import type { MouseEvent } from 'react';
import { colourOf, type Layout, type Theme } from '../../src/graph/index.ts';
import type { Size, View } from './viewport.ts';

export interface MinimapProps {
  readonly layout: Layout;
  readonly theme: Theme;
  readonly view: View;
  readonly shown: Size;
  readonly onMove: (view: View) => void;
}

/** Smaller machines are seen at a glance anyway. */
const NODES_MIN = 40;
const [WIDTH_PX, HEIGHT_PX] = [140, 180];

export function Minimap({ layout, theme, view, shown, onMove }: MinimapProps) {
  if (layout.nodes.length < NODES_MIN || shown.width < 3 * WIDTH_PX) return null;
  const scale = Math.min(WIDTH_PX / layout.width, HEIGHT_PX / layout.height);
  const go = (event: MouseEvent<SVGSVGElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / scale, (event.clientY - top) / scale];
    onMove({ ...view, x: shown.width / 2 - x * view.scale, y: shown.height / 2 - y * view.scale });
  };
  return (
    <svg
      className="graph-minimap"
      width={layout.width * scale}
      height={layout.height * scale}
      aria-hidden="true"
      onClick={go}
    >
      <g transform={`scale(${scale})`}>
        {layout.nodes.map(({ node, x, y, width, height, isContainer }) => (
          <rect
            key={node.id}
            x={x}
            y={y}
            width={width}
            height={height}
            fill={colourOf(isContainer ? 'container' : 'border', theme)}
          />
        ))}
        <rect
          x={-view.x / view.scale}
          y={-view.y / view.scale}
          width={shown.width / view.scale}
          height={shown.height / view.scale}
          fill="none"
          stroke={colourOf('selection', theme)}
          strokeWidth={2 / scale}
        />
      </g>
    </svg>
  );
}
