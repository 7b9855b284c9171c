/** The error a function's caller gets in place of a result that is too large. Recorded. */

export function resultTooLarge(bytesMax: number): string {
  return JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${bytesMax} bytes).`,
  });
}
