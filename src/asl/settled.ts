/** Values that are there at once, in JSONPath states, or only later: the evaluation of JSONata is asynchronous. */

export type Settled<T> = T | Promise<T>;

/** Goes on at once when it can, so that what needs no promise makes none. */
export function whenSettled<T, U>(value: Settled<T>, goOn: (value: T) => Settled<U>): Settled<U> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}
