import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {plainRow} from '../../../src/read/columns/text-row';
import type {CursorReader, ReadContext, Row, Sweep} from '../../../src/read/reader';
import type {OpenSource} from '../../../src/read/source-vendor';

/** Reads one sweep's stream to its end; every row with all its columns. */
export async function readSweep(
  source: OpenSource,
  stream: string,
  context: Partial<ReadContext> = {},
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const all = {signal: new AbortController().signal, syncStartMs: 1_763_600_000_000, ...context};
  for await (const page of sweepOf(source, stream).pages(new Set([stream]), all)) {
    const found = page.get(stream) ?? [];
    if (found instanceof Failure) throw found;
    rows.push(...found.map(plainRow));
  }
  return rows;
}

export function sweepOf(source: OpenSource, stream: string): Sweep {
  for (const reader of source.readers) {
    if (reader.kind === 'sweep' && reader.streams.some(({name}) => name === stream)) return reader;
  }
  throw new Error(`no sweep of ${stream}`);
}

/** Reads a stream with a cursor of its own; returns its rows and where the next read goes on. */
export async function readCursor(
  source: OpenSource,
  stream: string,
  options: {readonly position?: JsonObject | undefined; readonly syncStartMs: number},
): Promise<{rows: readonly Row[]; position: JsonObject | undefined}> {
  const reader = source.readers.find(
    (each): each is CursorReader => each.kind === 'cursor' && each.stream.name === stream,
  );
  if (reader === undefined) throw new Error(`no cursor reader of ${stream}`);
  const rows: Row[] = [];
  let {position} = options;
  const context = {signal: new AbortController().signal, syncStartMs: options.syncStartMs};
  for await (const page of reader.pages(position, context)) {
    rows.push(...page.rows.map(plainRow));
    position = page.position ?? position;
  }
  return {rows, position};
}
