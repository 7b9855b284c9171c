/** The limits Stepwell shares with AWS, each with its source. Sizes in bytes of UTF-8 unless the name says otherwise. */

/** State input, state output, execution input. Step Functions quotas: "Maximum input or output size for a task, state, or execution". */
export const STATE_DATA_BYTES_MAX = 262_144;
/** Developer guide, "Passing data between states with variables": of one variable and of one Assign; of all variables. */
export const ASSIGNED_BYTES_MAX = 262_144;
export const VARIABLES_BYTES_MAX = 10_485_760;
/** Step Functions quotas: "Maximum execution history size"; the last event is ExecutionFailed. */
export const HISTORY_EVENTS_MAX = 25_000;
/** Step Functions quotas: "Maximum execution time" of an Express workflow. */
export const EXPRESS_DURATION_MS_MAX = 300_000;
/** Iterations of an inline Map that run at once. Step Functions developer guide, "Map state processing modes". */
export const MAP_CONCURRENCY_MAX = 40;
/** Child executions of a Map Run that run at once. Step Functions quotas, "Quotas related to Map Runs". */
export const MAP_RUN_CONCURRENCY_MAX = 10_000;
/** Levels of arrays and objects in JSON: the limit of Jackson, AWS's parser. GUESS: that it also bounds what states make. */
export const JSON_DEPTH_MAX = 1000;
/** CreateStateMachine API reference, `definition`. */
export const DEFINITION_BYTES_MAX = 1_048_576;
/** ExecutionFailed and StopExecution: `error` and `cause`, in characters. */
export const ERROR_LENGTH_MAX = 256;
export const CAUSE_LENGTH_MAX = 32_768;
/** Retry and timeout fields of the Amazon States Language. */
export const SECONDS_MAX = 99_999_999;
/** Recorded: a Wait of 24,855 days is accepted, 24,856 are not. */
export const WAIT_SECONDS_MAX = 2 ** 31 - 1;
/** Lambda quotas: synchronous invocation payload; the text of AWS's refusal of a response counts 100 bytes more. */
export const INVOKE_RESPONSE_BYTES_MAX = 6_291_556;
/** Lambda quotas: "Streamed responses". */
export const STREAMED_RESPONSE_BYTES_MAX = 209_715_200;
export const INVOKE_REQUEST_BYTES_MAX = 6_291_556;
export const INVOKE_ASYNC_REQUEST_BYTES_MAX = 1_048_576;
