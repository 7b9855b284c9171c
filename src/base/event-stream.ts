/** The output of an operation that answers event by event while its call goes on. */

export interface StreamEvent {
  /** The event's member in the API's union: `PayloadChunk`, `sessionUpdate`. */
  readonly type: string;
  /** Bytes as they are; or JSON, as text or as what becomes it. */
  readonly payload: Uint8Array | string | object;
}

export class EventStream {
  /** Whoever reads them sets the pace. A ServiceError is an event, too: the last one. */
  readonly events: AsyncIterable<StreamEvent>;
  /** What the output has beside its events. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(events: AsyncIterable<StreamEvent>, members: Readonly<Record<string, unknown>> = {}) {
    this.events = events;
    this.members = members;
  }
}
