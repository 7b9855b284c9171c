/** The children that a Map Run was going to have when it failed: a ResultWriter lists what was not processed. */
import { ChildMaker, type ChildMakerOptions, type Position, UnusableItemError } from './child-maker.ts';
import type { Children } from './children.ts';
import { ItemReaderError } from './item-source.ts';
import type { ChildResult } from './result-sink.ts';

/** From the last place on from which all children are there; as far as the items can be read. */
export async function* pendingChildren(
  children: Children,
  options: ChildMakerOptions,
  from: Position,
): AsyncGenerator<ChildResult> {
  const maker = new ChildMaker(options, from);
  for (let exhausted = false; !exhausted; ) {
    const made = await maker.next().catch(noneWhenUnreadable);
    for (const { no, input } of made.children) {
      if (await children.exists(no)) continue;
      const executionArn = children.arnOf(no);
      const name = executionArn.slice(executionArn.lastIndexOf(':') + 1);
      const { stateMachineArn } = children;
      yield { executionArn, stateMachineArn, name, status: 'PENDING', input: input.text };
    }
    exhausted = made.exhausted;
  }
}

function noneWhenUnreadable(error: unknown): Pick<Awaited<ReturnType<ChildMaker['next']>>, 'children' | 'exhausted'> {
  if (error instanceof ItemReaderError || error instanceof UnusableItemError) return { children: [], exhausted: true };
  throw error;
}
