/** A group of a drawing as SVG elements. What can be acted on is a button to the keyboard and to screen readers. */
import { type KeyboardEvent, memo } from 'react';
import { colourOf, type Group, type Shape, svgElement, type Theme } from '../../src/graph/index.ts';

export interface GroupElementProps {
  readonly group: Group;
  readonly theme: Theme;
  /** Whether Tab comes here: one group of the graph, the others are reached with the arrow keys. */
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  readonly onActivate: (group: Group) => void;
  readonly onKeyDown: (event: KeyboardEvent, group: Group) => void;
}

export const GroupElement = memo(function GroupElement(props: GroupElementProps) {
  const { group, theme, isTabStop, isSelected, onActivate, onKeyDown } = props;
  const { box } = group;
  const shapes = group.shapes.map((shape, i) => (
    // Shapes have no identity beside their place.
    <ShapeElement key={i} shape={shape} theme={theme} />
  ));
  if (box === undefined) {
    return (
      <g>
        {group.description !== '' && <title>{group.description}</title>}
        {shapes}
      </g>
    );
  }
  return (
    <g className="graph-button">
      {shapes}
      {/* biome-ignore lint/a11y/useSemanticElements: there is no button inside an SVG */}
      <rect
        id={elementIdOf(group)}
        className="graph-hit"
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        rx={8}
        role="button"
        tabIndex={isTabStop ? 0 : -1}
        aria-label={group.description}
        {...(group.kind === 'toggle' ? {} : { 'aria-pressed': isSelected })}
        onClick={(event) => {
          event.stopPropagation();
          onActivate(group);
        }}
        onKeyDown={(event) => onKeyDown(event, group)}
      />
    </g>
  );
});

export function elementIdOf({ kind, id }: Pick<Group, 'kind' | 'id'>): string {
  return `graph ${kind === 'toggle' ? 'toggle' : 'state'} ${id}`;
}

function ShapeElement({ shape, theme }: { readonly shape: Shape; readonly theme: Theme }) {
  const { tag: Tag, attributes, text } = svgElement(shape, (paint) => colourOf(paint, theme));
  return <Tag {...attributes}>{text}</Tag>;
}
