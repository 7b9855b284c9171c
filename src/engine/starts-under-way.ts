/** Starts whose answer is not known yet: equal ones at the same time are one. */
import type { StartRequest, StartResult } from './engine-options.ts';
import { isSameStart } from './new-execution.ts';

interface UnderWay {
  readonly request: StartRequest;
  readonly result: Promise<StartResult>;
}

export class StartsUnderWay {
  readonly #byArn = new Map<string, UnderWay>();

  /** Another start under the same ARN waits for the one before. */
  run(request: StartRequest, start: () => Promise<StartResult>): Promise<StartResult> {
    const { arn } = request;
    const underWay = this.#byArn.get(arn);
    if (underWay !== undefined) {
      if (isSameStart(underWay.request, request)) return underWay.result;
      const again = () => this.run(request, start);
      return underWay.result.then(again, again);
    }
    const result = start().finally(() => this.#byArn.delete(arn));
    this.#byArn.set(arn, { request, result });
    return result;
  }
}
