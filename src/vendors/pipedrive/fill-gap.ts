import type {JsonObject} from '../../core/json';
import {toFailure} from '../../core/failure';
import {brokenOff} from '../../read/listing/ask-for-page';

/**
 * The rows of a page with those that its next start would step over: a server that caps its pages may
 * still count on by the limit that it was asked for. Where nothing new lies there, it costs one request.
 *
 * Throws what `ask` throws, as a list that broke off.
 */
export async function fillGap(
  {
    items,
    from,
    to,
    keyOf,
    purpose,
  }: {
    readonly items: readonly JsonObject[];
    /** The place behind the rows that came. */
    readonly from: number;
    /** The start that Pipedrive names. */
    readonly to: number;
    readonly keyOf: (record: JsonObject) => string | undefined;
    /** For messages: "list users". */
    readonly purpose: string;
  },
  ask: (start: number, limit: number) => Promise<readonly JsonObject[]>,
): Promise<{readonly items: readonly JsonObject[]; readonly next: number}> {
  const all = [...items];
  const known = new Set(items.map(keyOf));
  let at = from;
  while (at < to) {
    const rows = await ask(at, to - at).catch((error: unknown) => {
      throw brokenOff({vendor: 'Pipedrive', purpose}, toFailure(error));
    });
    const fresh = rows.filter((row) => keyOf(row) === undefined || !known.has(keyOf(row)));
    if (fresh.every((row) => keyOf(row) === undefined)) break;
    for (const row of fresh) known.add(keyOf(row));
    all.push(...fresh);
    at += rows.length;
  }
  return {items: all, next: Math.max(at, to)};
}
