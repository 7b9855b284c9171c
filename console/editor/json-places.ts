/** From places in a definition, as diagnostics name them, to ranges of its text, and from the cursor to the state it is in. */
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode, Tree } from '@lezer/common';
import type { TextRange } from './quick-fix.ts';

/** Beyond that a tree that lacks its end has to do; the editor goes on parsing by itself. */
const PARSE_MS = 500;

/** Of the whole text: what the editor has parsed so far may end anywhere. */
function treeOf(state: EditorState): Tree {
  return ensureSyntaxTree(state, state.doc.length, PARSE_MS) ?? syntaxTree(state);
}

/**
 * The range of what a location such as `/States/A/Choices[0]/Next` names; where a part of it is missing, that of the last part
 * that is there. A state's name may itself hold a slash.
 */
export function rangeOfLocation(state: EditorState, location: string): TextRange {
  let node = treeOf(state).topNode.firstChild;
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

const NAMING = new Set(['Next', 'Default', 'StartAt']);

/** The name of a state wherever it stands: at its definition, and in what leads to it. Quotes are part of the ranges. */
export function placesOfName(state: EditorState, name: string): readonly TextRange[] {
  const definitions = [...stateProperties(state)]
    .filter((property) => nameOf(state, property) === name)
    .map((property) => property.getChild('PropertyName')!);
  const quoted = JSON.stringify(name);
  const references: SyntaxNode[] = [];
  treeOf(state).iterate({
    enter: ({ node }) => {
      const { lastChild: value } = node;
      if (node.name !== 'Property' || !NAMING.has(nameOf(state, node) ?? '') || value?.name !== 'String') return;
      if (state.sliceDoc(value.from, value.to) === quoted) references.push(value);
    },
  });
  return [...definitions, ...references].map(({ from, to }) => ({ from, to }));
}

/** The names of all variables that are assigned anywhere. */
export function variableNames(state: EditorState): readonly string[] {
  const names = new Set<string>();
  treeOf(state).iterate({
    enter: ({ node }) => {
      if (node.name !== 'Property' || nameOf(state, node) !== 'Assign') return;
      for (const property of node.getChild('Object')?.getChildren('Property') ?? [])
        names.add((nameOf(state, property) ?? '').replace(/\.\$$/, ''));
    },
  });
  return [...names];
}

/** Of the object around a position, when it is a state: its Type and the names of the fields it has. */
export function stateFieldsAt(
  state: EditorState,
  position: number,
): { readonly type: string; readonly fields: readonly string[] } | undefined {
  let node: SyntaxNode | null = treeOf(state).resolveInner(position, -1);
  while (node !== null && node.name !== 'Object') node = node.parent;
  const property = node?.parent;
  const container = property?.parent?.parent;
  if (!node || !property || !container || nameOf(state, container) !== 'States') return undefined;
  const properties = node.getChildren('Property');
  const type = properties.find((field) => nameOf(state, field) === 'Type')?.lastChild;
  return {
    type: type ? state.sliceDoc(type.from + 1, type.to - 1) : '',
    fields: properties.map((field) => nameOf(state, field) ?? ''),
  };
}

/** The whole member at a location, with the comma that goes when it goes. */
export function rangeOfMember(state: EditorState, location: string): TextRange {
  const { from } = rangeOfLocation(state, location);
  let node: SyntaxNode | null = treeOf(state).resolveInner(from, 1);
  while (node !== null && node.name !== 'Property') node = node.parent;
  if (node === null) return { from, to: from };
  const after = /^\s*,/.exec(state.sliceDoc(node.to, Math.min(node.to + 200, state.doc.length)));
  if (after !== null) return { from: node.from, to: node.to + after[0].length };
  const before = /,\s*$/.exec(state.sliceDoc(Math.max(0, node.from - 200), node.from));
  return { from: node.from - (before?.[0].length ?? 0), to: node.to };
}

/** The object that is the value at a location; the whole text's for an empty one. */
export function objectAt(state: EditorState, location: string): TextRange | undefined {
  const top = treeOf(state).topNode.firstChild;
  if (location === '') return top?.name === 'Object' ? { from: top.from, to: top.to } : undefined;
  const { from } = rangeOfLocation(state, location);
  let node: SyntaxNode | null = treeOf(state).resolveInner(from, 1);
  while (node !== null && node.name !== 'Property') node = node.parent;
  const value = node?.getChild('Object');
  return value ? { from: value.from, to: value.to } : undefined;
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
  const cursor = treeOf(state).cursor();
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
