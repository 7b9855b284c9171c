/** What every state type brings: how it is parsed, what it does when entered, and how it goes on when something happened. */
import type { Payload } from '../base/payload.ts';
import type { Draft } from './draft.ts';
import type { Frame, Variables } from './execution-state.ts';
import type { StateFailure } from './failure.ts';
import type { StateSource } from './parse/state-source.ts';
import type { Settled } from './settled.ts';

/** What became of a state. The frame in it already stands behind the events that were emitted. */
export type Outcome =
  | {
      readonly type: 'exit';
      readonly frame: Frame;
      readonly output: Payload;
      /** Undefined: the line of control ends here. */
      readonly next: string | undefined;
      readonly assigned?: Variables;
    }
  | { readonly type: 'failed'; readonly frame: Frame; readonly failure: StateFailure }
  /** The frame waits: for a moment, an effect or its children. */
  | { readonly type: 'paused'; readonly frame: Frame };

/** What a waiting frame is told. */
export type Signal =
  | { readonly type: 'elapsed' }
  | { readonly type: 'succeeded'; readonly output: Payload }
  | { readonly type: 'failed'; readonly error?: string; readonly cause?: string }
  /** `heartbeat`: it was a heartbeat that did not come. */
  | { readonly type: 'timed-out'; readonly heartbeat: boolean }
  /** The child of this index is done. */
  | { readonly type: 'child-ended'; readonly index: number };

export interface StateKind<S> {
  /** Problems go to the source's diagnostics; what is returned then is never run. */
  parse(source: StateSource): S;
  /** Called after the Entered event, and again for each further attempt. */
  enter(draft: Draft, frame: Frame, state: S): Settled<Outcome>;
  /** Only for types that pause. */
  resume?(draft: Draft, frame: Frame, state: S, signal: Signal): Settled<Outcome>;
}
