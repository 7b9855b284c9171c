/** `stepwell/asl`: the Amazon States Language on its own. Pure: it runs in Node.js and in browsers. */
export { Payload } from '../base/payload.ts';
export { advance, type Input, initialState, type Step } from './advance.ts';
export { nextWake, outstanding } from './deadlines.ts';
export type { Machine, State } from './definition.ts';
export type { Effect, Stamp } from './draft.ts';
export type { ExecutionIdentity, ExecutionState, Frame, StatesError } from './execution-state.ts';
export { detailsKeyOf, type HistoryEvent } from './history-event.ts';
export { type Diagnostic, formatDiagnostics } from './parse/diagnostic.ts';
export { type ParsedDefinition, parseDefinition } from './parse/parse-definition.ts';
export { type RunOptions, type RunResult, runDefinition, type TaskAnswer, type TaskCall } from './run-definition.ts';
