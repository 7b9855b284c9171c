/** Lets timers and sockets have their turn in the middle of long computations; in Node.js and in browsers. */

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
