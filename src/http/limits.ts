/** How much, and how slowly, a client may send: what keeps a few bad ones from taking the server away from all others. */

export interface HttpLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  /** How long a client may take nothing of an answer that is written. */
  readonly unreadAnswerTimeoutMs: number;
  /** How often the first two are looked at. */
  readonly checkIntervalMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersTimeoutMs: 20_000,
  // The largest request over a line of 2 Mbit/s.
  requestTimeoutMs: 300_000,
  unreadAnswerTimeoutMs: 60_000,
  checkIntervalMs: 5_000,
};

/** Of all headers of a request. */
export const HEADERS_BYTES_MAX = 16 * 1024;
/** Lambda's limit for a whole request, the largest of all services (recorded refusal of CreateFunction). */
export const REQUEST_BYTES_MAX = 70_167_211;
/** Beside Lambda's: a definition of 1 MB, however its characters are escaped. */
export const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;
/** To a function's URL, where nobody needs a key: Lambda's limit for a payload. */
export const FUNCTION_URL_BYTES_MAX = 6_291_556;
/** Of somebody whose key would not get in. */
export const STRANGER_BYTES_MAX = 64 * 1024;
