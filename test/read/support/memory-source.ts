import type {Failure} from '../../../src/core/failure';
import type {Reader, Row, Sweep, SweepPage, SweptStream} from '../../../src/read/reader';
import type {OpenSource} from '../../../src/read/source-vendor';

/** The schema that the tests' streams share: integer ids, or text ids under `key`. */
export const schema = {
  type: 'object',
  properties: {
    id: {type: 'integer'},
    key: {type: 'string'},
    name: {type: ['null', 'string']},
    at: {type: ['null', 'integer']},
    seen: {type: ['null', 'string']},
  },
};

/** A swept stream keyed by `id`. */
export function sweptStream(name: string, more: Partial<SweptStream> = {}): SweptStream {
  return {name, schema, primaryKey: ['id'], ...more};
}

/** A vendor that holds these readers. */
export function sourceOf(vendor: string, ...readers: readonly Reader[]): OpenSource {
  const names = readers.flatMap((reader) =>
    reader.kind === 'sweep' ? reader.streams.map(({name}) => name) : [reader.stream.name],
  );
  return {
    vendor,
    readers,
    available: async () => ({streams: new Set(names), unanswered: []}),
    check: async () => [],
    traffic: () => ({requests: 0, retries: 0, waitedMs: 0}),
  };
}

/** How a sweep in memory behaves. */
export interface MemorySweep {
  readonly streams: readonly SweptStream[];
  /** Rows of each page, by stream. */
  readonly pages: readonly Readonly<Record<string, readonly Row[] | Failure>>[];
  /** Thrown instead of the page with this number (from 0); the number of pages: after the last. */
  readonly failsAt?: {readonly page: number; readonly failure: Error};
}

/** A sweep over pages in memory. */
export function memorySweep({streams, pages, failsAt}: MemorySweep): Sweep {
  return {
    kind: 'sweep',
    streams,
    async *pages(selected): AsyncGenerator<SweepPage> {
      for (const [index, page] of pages.entries()) {
        if (failsAt?.page === index) throw failsAt.failure;
        yield new Map(Object.entries(page).filter(([name]) => selected.has(name)));
      }
      if (failsAt?.page === pages.length) throw failsAt.failure;
    },
  };
}

/** A sweep of one stream keyed by `id`, a page per array. */
export function sweepOf(
  name: string,
  pages: readonly (readonly Row[])[],
  failsAt?: {page: number; failure: Failure},
): Sweep {
  return memorySweep({
    streams: [sweptStream(name)],
    pages: pages.map((rows) => ({[name]: rows})),
    ...(failsAt && {failsAt}),
  });
}

/** Cuts rows into pages of `size`. */
export function inPages<Item>(rows: readonly Item[], size: number): Item[][] {
  const pages: Item[][] = [];
  for (let at = 0; at < rows.length; at += size) pages.push(rows.slice(at, at + size));
  return pages;
}
