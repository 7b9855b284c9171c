/**
 * What can be said of a JSONata expression before it is evaluated: what it refers to, and what the service refuses when the
 * definition is created (measured, asl.md section 4).
 */
import { childrenOf, type SyntaxNode } from './syntax-tree.ts';

export interface Analysis {
  /** Every variable the expression names, functions included. */
  readonly names: ReadonlySet<string>;
  /** Those it makes itself: with `:=`, as parameters of its functions, with `@` and `#`. */
  readonly ownNames: ReadonlySet<string>;
  /** Members of `$states`; `wholeStates` when it is used otherwise than with a member's name. */
  readonly statesMembers: ReadonlySet<string>;
  readonly wholeStates: boolean;
  /** Operands whose whole depth their operator looks at. */
  readonly deepOperands: ReadonlySet<SyntaxNode>;
  /** Keys that group values: each further value of a group costs as much as the group has. */
  readonly groupKeys: ReadonlySet<SyntaxNode>;
  /** What is not supported, in the service's words where they are known. */
  readonly problems: readonly string[];
}

interface Findings {
  readonly names: Set<string>;
  readonly ownNames: Set<string>;
  readonly statesMembers: Set<string>;
  wholeStates: boolean;
  readonly deepOperands: Set<SyntaxNode>;
  readonly groupKeys: Set<SyntaxNode>;
  readonly problems: string[];
}

/** `=` and `!=` compare values in depth, `&` writes them out. */
const DEEP_OPERATORS: readonly unknown[] = ['=', '!=', '&'];
/** The library checks a call against a signature with a regular expression that these make ambiguous. */
const SIGNATURE_QUANTIFIERS_MAX = 6;

export function analyse(root: SyntaxNode): Analysis {
  const findings: Findings = {
    names: new Set(),
    ownNames: new Set(),
    statesMembers: new Set(),
    wholeStates: false,
    deepOperands: new Set(),
    groupKeys: new Set(),
    problems: [],
  };
  visit(root, false, findings);
  return findings;
}

/** `inContext`: field names and `$` mean something here. */
function visit(node: SyntaxNode, inContext: boolean, findings: Findings): void {
  const member = memberOfStates(node);
  if (member !== undefined) {
    findings.names.add('states');
    findings.statesMembers.add(member);
  }
  if (node.type === 'variable') visitVariable(String(node.value), inContext, findings);
  if (node.type === 'name' && !inContext) refuse(findings, `Reference to '${node.value}' at the top level`);
  // a transformation copies what it changes
  if (node.type === 'transform') findings.names.add('clone');
  if (node.type === 'binary' && DEEP_OPERATORS.includes(node.value)) {
    findings.deepOperands.add(node.lhs as SyntaxNode).add(node.rhs as SyntaxNode);
  }
  for (const [key] of node.group?.lhs ?? []) findings.groupKeys.add(key);
  const quantifiers = node.signature?.definition.match(/[?+]/g)?.length ?? 0;
  if (quantifiers > SIGNATURE_QUANTIFIERS_MAX) refuse(findings, 'A signature with so many optional parameters');
  for (const name of bindingsOf(node)) findings.ownNames.add(name);
  const [first] = member === undefined ? [] : (node.steps ?? []);
  for (const child of childrenOf(node)) {
    if (child.node !== first) visit(child.node, inContext || child.inContext, findings);
  }
}

function visitVariable(name: string, inContext: boolean, findings: Findings): void {
  if (name === '$') return refuse(findings, "Reference to '$$'");
  if (name === '' && !inContext) return refuse(findings, "Reference to '$' at the top level");
  if (name === 'states') findings.wholeStates = true;
  if (name !== '') findings.names.add(name);
}

function refuse(findings: Findings, what: string): void {
  findings.problems.push(`${what} is not supported.`);
}

/** `input` of a path that begins with `$states.input`. */
function memberOfStates({ type, steps }: SyntaxNode): string | undefined {
  const [first, second] = type === 'path' && steps !== undefined ? steps : [];
  const isStates = first?.type === 'variable' && first.value === 'states' && first.predicate === undefined;
  return isStates && first.stages === undefined && second?.type === 'name' ? String(second.value) : undefined;
}

function bindingsOf(node: SyntaxNode): readonly string[] {
  const names: unknown[] = [node.focus, node.index, ...(node.stages ?? []).map(({ value }) => value)];
  if (node.type === 'bind') names.push((node.lhs as SyntaxNode).value);
  if (node.type === 'lambda') names.push(...(node.arguments ?? []).map(({ value }) => value));
  return names.filter((name) => typeof name === 'string');
}
