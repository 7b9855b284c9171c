/** Form fields to operation inputs: `Tags.member.1.Key=a` by the operation's shape. */
import { ServiceError } from '../base/service.ts';
import type { ListShape, MapShape, Shape, StructureShape } from '../base/shape.ts';
import { scalarOfText } from './text-input.ts';

/** A field's value and the fields below its name. */
export interface FormNode {
  text?: string;
  readonly children: Map<string, FormNode>;
}

/** Deeper names than any shape has are left out, so that a body of dots costs nothing. */
const DEPTH_MAX = 32;

export function formTree(pairs: readonly (readonly [name: string, value: string])[]): FormNode {
  const root: FormNode = { children: new Map() };
  for (const [name, value] of pairs) {
    const parts = name.split('.', DEPTH_MAX + 1);
    if (parts.length > DEPTH_MAX) continue;
    let node = root;
    for (const part of parts) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.text = value;
  }
  return root;
}

/** @throws ServiceError `MalformedInput` when a scalar is not of its type. */
export function inputOfForm(shape: StructureShape, node: FormNode): object {
  const input: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    const child = node.children.get(name);
    if (child !== undefined) input[name] = memberOf(member, child);
  }
  return input;
}

function memberOf(shape: Shape, node: FormNode): unknown {
  switch (shape.type) {
    case 'structure':
      return inputOfForm(shape, node);
    case 'list':
      return listOf(shape, node);
    case 'map':
      return mapOf(shape, node);
    default:
      return scalarOf(shape, node.text ?? '');
  }
}

function listOf(shape: ListShape, node: FormNode): unknown[] {
  return inOrder(node.children.get('member')).map((item) => memberOf(shape.member, item));
}

function mapOf(shape: MapShape, node: FormNode): Record<string, unknown> {
  const entries = inOrder(node.children.get('entry')).map((entry): [string, unknown] => {
    const value = entry.children.get('value');
    return [entry.children.get('key')?.text ?? '', value === undefined ? undefined : memberOf(shape.value, value)];
  });
  return Object.fromEntries(entries);
}

function inOrder(node: FormNode | undefined): FormNode[] {
  const numbered = [...(node?.children ?? [])].filter(([index]) => /^\d+$/.test(index));
  return numbered.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

function scalarOf(shape: Shape, text: string): unknown {
  const value = scalarOfText(shape, text);
  if (value === undefined) {
    throw new ServiceError('MalformedInput', `STRING_VALUE can not be converted to ${shape.type}`);
  }
  return value;
}
