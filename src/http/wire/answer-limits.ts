/**
 * Longest body that is read, decompressed, in bytes. Text, parsed values, rows and written records of
 * one answer live side by side for a moment, about ten times the body: together they stay below
 * 256 MB (measured with reads of whole programs). Vendors' pages are below 5 MB.
 */
export const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Most values (members, elements, lists, objects) in one answer. A value of two characters costs
 * as much memory as one of fifty, so the length of a text alone bounds nothing.
 */
export const ANSWER_VALUES_MAX = 1_200_000;

/**
 * Deepest nesting of lists and objects in an answer. Our own functions walk values by recursion, and
 * so do the readers of our records: Jackson, which the platform uses, stops at 1,000, as does
 * Python's json near it. Vendors' answers are about ten deep.
 */
export const ANSWER_DEPTH_MAX = 200;
