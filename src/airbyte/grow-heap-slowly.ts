import {setFlagsFromString} from 'node:v8';

/**
 * Share by which the heap may grow before V8 collects again. Left alone, V8 lets garbage of pages
 * and output pile up; the platform gives a connector a limit and no credit for what it leaves of it.
 * 100,000 Pendo visitors take 230 MB and 1.65 s of CPU left alone, 181 MB and 1.76 s with 100, 168 MB and 1.91 s
 * with 50.
 */
const HEAP_GROWING_PERCENT = 100;

/** Makes V8 collect earlier, for the whole process; called once, by a program, before its work. */
export function growHeapSlowly(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
