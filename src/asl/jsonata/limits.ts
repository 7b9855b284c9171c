/**
 * What one evaluation may cost. AWS bounds depth, memory and time (measured: 900,000-element ranges, 200 nested additions and
 * endless recursions fail) without telling its limits; these are our own, and depend on nothing but the expression and its data.
 */

/** Of what the parser makes of the operator `??`. */
export const COALESCING_WORK_MAX = 10_000;
/** About a second of work. */
export const STEPS_MAX = 1_000_000;
/** After so many steps other work has its turn: some milliseconds. */
export const STEPS_PER_TURN = 1_000;
/**
 * Nested evaluations, among them those of the members of one array or object, which all begin before the first ends. When the
 * innermost fails all of them do, one after the other, and nothing else has its turn meanwhile: some 20 milliseconds for so many.
 */
export const DEPTH_MAX = 10_000;
/** What fits into a state's data at two characters each. */
export const SEQUENCE_LENGTH_MAX = 131_072;
/** Of one value, written out: four times what a state's data may be. */
export const VALUE_LENGTH_MAX = 1_048_576;
/** So deep may a result be nested; it is what a JSON text may be. */
export const RESULT_DEPTH_MAX = 1_000;
/** Characters a step of an evaluation stands for when text or arrays are gone through. */
export const LENGTH_PER_STEP = 256;
/** Length of the text times the size of the regular expression: what one search may be, some ten milliseconds at worst. */
export const REGEX_WORK_MAX = 1_500_000;
export const REGEX_WORK_PER_STEP = 128;
/** `*` collects the members of a value in time that grows with the square of what it finds. */
export const WILDCARD_WORK_MAX = 20_000_000;

/** An expression asks for more than the limits allow. */
export class LimitExceeded extends Error {}
