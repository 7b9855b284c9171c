/** Child frames: what a Parallel or Map state runs side by side, each line of control in a frame of its own. */
import { assert } from '../base/assert.ts';
import { STATE_DATA_BYTES_MAX } from '../base/limits.ts';
import { Payload } from '../base/payload.ts';
import { type Draft, dropFrame, frameOf, makeReady, putFrame } from './draft.ts';
import type { Children, Frame } from './execution-state.ts';
import type { Signal } from './state-kind.ts';

/** A frame whose state waits for its children. */
export type ParentFrame = Frame & { readonly children: Children };

/** Sets the numbers of `count` children aside; none has begun. */
export function withChildren(
  draft: Draft,
  frame: Frame,
  { count, limit }: { count: number; limit: number },
): ParentFrame {
  const first = draft.frames.length;
  if (count > 0) draft.frames = draft.frames.set(first + count - 1, undefined);
  return { ...frame, phase: 'children', children: { first, count, begun: 0, open: 0, limit } };
}

export function parentOf(draft: Draft, child: Frame): ParentFrame {
  assert(child.parent !== undefined, `frame ${child.no} has no parent`);
  return asParent(frameOf(draft, child.parent.frame));
}

function asParent(frame: Frame): ParentFrame {
  const { children } = frame;
  assert(children !== undefined, `frame ${frame.no} has no children`);
  return { ...frame, children };
}

/** Whether another child can begin: there is one, and a place for it. */
export function canBegin({ children }: ParentFrame): boolean {
  return children.begun < children.count && children.open < children.limit;
}

export interface Beginning {
  readonly startAt: string;
  readonly input: Payload;
  /** The predecessor of the child's first event. */
  readonly lastEventId: number;
}

/** Begins the next child, which sees the variables outside as they are now. The caller stores the parent it gets back. */
export function beginChild(draft: Draft, parent: ParentFrame, { startAt, input, lastEventId }: Beginning): ParentFrame {
  const { children } = parent;
  const index = children.begun;
  const no = children.first + index;
  putFrame(draft, {
    no,
    parent: { frame: parent.no, index },
    phase: 'entering',
    stateName: startAt,
    input,
    enteredMs: draft.stamp.nowMs,
    enteredEventId: 0,
    lastEventId,
    beforeStateEventId: lastEventId,
    retrierAttempts: [],
    retryCount: 0,
    effectCount: 0,
    variables: parent.variables,
  });
  makeReady(draft, no);
  return { ...parent, children: { ...children, begun: index + 1, open: children.open + 1 } };
}

export interface EndedChild {
  readonly child: Frame;
  readonly index: number;
  /** Has one child less to wait for; the caller stores it. */
  readonly parent: ParentFrame;
}

/** What a signal that a child ended means to its parent's frame. */
export function endedChild(draft: Draft, frame: Frame, signal: Signal): EndedChild {
  assert(signal.type === 'child-ended', `frame ${frame.no} waits for its children, not for ${signal.type}`);
  const parent = asParent(frame);
  const open = parent.children.open - 1;
  assert(open >= 0, `frame ${parent.no} has no open children`);
  const { index } = signal;
  const child = frameOf(draft, parent.children.first + index);
  return { child, index, parent: { ...parent, children: { ...parent.children, open } } };
}

export function allEnded({ children }: ParentFrame): boolean {
  return children.open === 0 && children.begun === children.count;
}

/**
 * The outputs of all children as one array, in their order. Undefined when it is too large to be a state's result.
 * GUESS: that the limit is on the array itself, as it is on a task's result, before ResultSelector and ResultPath.
 */
export function joinOutputs(draft: Draft, parent: ParentFrame): Payload | undefined {
  const texts: string[] = [];
  let bytes = 2;
  for (let index = 0; index < parent.children.count; index++) {
    const { output } = frameOf(draft, parent.children.first + index);
    assert(output !== undefined, `child ${index} of frame ${parent.no} has not ended`);
    bytes += output.bytes + (index === 0 ? 0 : 1);
    if (bytes > STATE_DATA_BYTES_MAX) return undefined;
    texts.push(output.text);
  }
  return Payload.ofText(`[${texts.join(',')}]`);
}

/** Takes away all children, and theirs; the frame that is left has none. */
export function dropChildren(draft: Draft, { children, items: _, ...frame }: Frame): Frame {
  if (children === undefined) return frame;
  for (let no = children.first; no < children.first + children.begun; no++) {
    dropChildren(draft, frameOf(draft, no));
    dropFrame(draft, no);
  }
  return frame;
}
