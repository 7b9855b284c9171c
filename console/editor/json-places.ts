/** From places in a definition, as diagnostics name them, to ranges of its text, and from the cursor to the state it is in. */
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The range of what a location such as `/States/A/Choices[0]/Next` names; where a part of it is missing, that of the last part
 * that is there. A state's name may itself hold a slash.
 */
export function rangeOfLocation(state: EditorState, location: string): TextRange {
  let node = syntaxTree(state).topNode.firstChild;
  let found: SyntaxNode | undefined;
  let rest = location;
  while (node !== null && rest !== '') {
    const step: Step | undefined = stepInto(state, node, rest);
    if (step === undefined) break;
    ({ value: node, rest } = step);
    found = step.shown;
  }
  if (found === undefined) return { from: 0, to: Math.min(1, state.doc.length) };
  return { from: found.from, to: found.to };
}

/** The whole definition of a state, wherever it is nested; undefined when there is none of that name. */
export function rangeOfState(state: EditorState, name: string): TextRange | undefined {
  const found = [...stateProperties(state)].find((property) => nameOf(state, property) === name);
  return found && { from: found.from, to: found.to };
}

/** The name of the innermost state that holds a position. */
export function stateAt(state: EditorState, position: number): string | undefined {
  let innermost: string | undefined;
  for (const property of stateProperties(state)) {
    if (property.from <= position && position <= property.to) innermost = nameOf(state, property);
  }
  return innermost;
}

/** All names of states, as they stand in the text: also while it does not parse. */
export function stateNames(state: EditorState): readonly string[] {
  return [...stateProperties(state)].map((property) => nameOf(state, property) ?? '');
}

interface Step {
  readonly value: SyntaxNode | null;
  readonly rest: string;
  /** What is underlined: the key and its value on one line, or only the key. */
  readonly shown: SyntaxNode;
}

function stepInto(state: EditorState, node: SyntaxNode, rest: string): Step | undefined {
  const index = /^\[(\d+)\]/.exec(rest);
  if (index !== null) {
    const value = children(node).filter(isValue)[Number(index[1])];
    return value && { value, rest: rest.slice(index[0].length), shown: value };
  }
  if (!rest.startsWith('/')) return undefined;
  const path = rest.slice(1);
  const property = node.getChildren('Property').find((child) => isFirstPart(path, nameOf(state, child) ?? ''));
  if (property === undefined) return undefined;
  const value = property.lastChild;
  const isScalar = value !== null && value.name !== 'Object' && value.name !== 'Array';
  return {
    value,
    rest: path.slice((nameOf(state, property) ?? '').length),
    shown: (isScalar ? value : property.getChild('PropertyName')) ?? property,
  };
}

function isFirstPart(path: string, name: string): boolean {
  return path === name || path.startsWith(`${name}/`) || path.startsWith(`${name}[`);
}

/** Outer states come before the ones inside them. */
function* stateProperties(state: EditorState): Generator<SyntaxNode> {
  const cursor = syntaxTree(state).cursor();
  do {
    if (cursor.name !== 'Property') continue;
    const property = cursor.node;
    const container = property.parent?.parent;
    if (container?.name === 'Property' && nameOf(state, container) === 'States') yield property;
  } while (cursor.next());
}

function nameOf(state: EditorState, property: SyntaxNode): string | undefined {
  const key = property.getChild('PropertyName');
  if (key === null) return undefined;
  try {
    return JSON.parse(state.sliceDoc(key.from, key.to)) as string;
  } catch {
    return undefined;
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

function isValue({ name }: SyntaxNode): boolean {
  return /^[A-Z]/.test(name) && name !== 'PropertyName';
}
