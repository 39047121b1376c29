import {Failure, toFailure} from '../../../core/failure';
import type {Log} from '../../../core/log';
import type {HttpClient} from '../../../http/request';
import {aggregate} from '../aggregate';
import {anyOf, quoteFilterText} from '../filter-text';
import {idFields, type PendoKind} from '../kind';

/** Finds ids that Pendo has in another letter case. */
export interface OtherSpellings {
  /**
   * Pendo's spelling of those of the ids that it has in another letter case; for the others it is
   * `none`, or `unknown` where that could not be found out. Asks nothing while there is no id.
   */
  find(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Spelling>>;
}

/** What is known of an id that Pendo does not have. */
export type Spelling =
  | {readonly type: 'other'; readonly id: string}
  | {readonly type: 'none'}
  | {readonly type: 'unknown'};

/** What the ids are asked with. */
interface SpellingOptions {
  readonly client: HttpClient;
  readonly kind: PendoKind;
  readonly log: Log;
}

/** Ids that are listed at most: a few requests, once for each object of a run. */
const LISTED_MAX = 100_000;
const PAGE_SIZE = 10_000;
/** Ids in one question. */
const ASKED_MAX = 100;

/** All ids by their folded form, or as many as were listed. */
interface Listing {
  readonly ids: ReadonlyMap<string, string>;
  readonly complete: boolean;
}

/** Creates the search. Pendo compares ids exactly, so they are listed once and compared here. */
export function createOtherSpellings(options: SpellingOptions): OtherSpellings {
  let listing: Promise<Listing> | undefined;
  return {
    find: async (ids, signal) => {
      if (ids.length === 0) return new Map();
      try {
        listing ??= listIds(options, signal);
        return await compare(options, {ids, listing: await listing, signal});
      } catch (error) {
        const failure = toFailure(error);
        if (signal.aborted) throw failure;
        options.log(
          'INFO',
          `Pendo: for ids that do not exist, it could not be checked whether Pendo has ids that differ only in case. ${failure.message}`,
        );
        // That nobody knows is an answer here: the records are rejected regardless of their spelling.
        return new Map(ids.map((id) => [id, {type: 'unknown'}]));
      }
    },
  };
}

async function compare(
  options: SpellingOptions,
  {ids, listing, signal}: {ids: readonly string[]; listing: Listing; signal: AbortSignal},
): Promise<ReadonlyMap<string, Spelling>> {
  const open = ids.filter((id) => !listing.ids.has(fold(id)));
  // Beyond what was listed, only the usual spellings can be asked for.
  const asked = listing.complete ? new Map<string, string>() : await askFor(options, open, signal);
  const rest: Spelling = {type: listing.complete ? 'none' : 'unknown'};
  return new Map(
    ids.map((id) => {
      const found = listing.ids.get(fold(id)) ?? asked.get(fold(id));
      return [id, found === undefined || found === id ? rest : {type: 'other', id: found}];
    }),
  );
}

async function listIds(options: SpellingOptions, signal: AbortSignal): Promise<Listing> {
  const ids = new Map<string, string>();
  const idField = idFields[options.kind];
  let after = '';
  let listed = 0;
  while (listed < LISTED_MAX) {
    const filter = `${idField} > ${quoteFilterText(after)}`;
    const page = await askIds(options, {filter, limit: PAGE_SIZE, signal});
    for (const id of page) add(ids, id);
    listed += page.length;
    // More than was asked for comes from a server that ignores the question and sends all.
    if (page.length !== PAGE_SIZE) return {ids, complete: true};
    const last = page[page.length - 1] ?? '';
    if (last === after) break;
    after = last;
  }
  return {ids, complete: false};
}

async function askFor(
  options: SpellingOptions,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const usual = [...new Set(ids.flatMap((id) => [id.toLowerCase(), id.toUpperCase()]))];
  for (let start = 0; start < usual.length; start += ASKED_MAX) {
    const asked = usual.slice(start, start + ASKED_MAX);
    const filter = anyOf(idFields[options.kind], asked);
    for (const id of await askIds(options, {filter, limit: asked.length, signal})) add(found, id);
  }
  return found;
}

async function askIds(
  {client, kind}: SpellingOptions,
  {filter, limit, signal}: {filter: string; limit: number; signal: AbortSignal},
): Promise<readonly string[]> {
  const idField = idFields[kind];
  const result = await aggregate(client, {
    kind,
    identifiedOnly: kind === 'visitor',
    allApps: kind === 'account',
    filter,
    sort: [idField],
    limit,
    only: idField,
    purpose: `compare the spelling of ${kind} ids`,
    signal,
  });
  if (result.type === 'too_large') throw result.failure;
  if (result.type === 'too_slow') throw tooSlow(kind);
  return result.rows.flatMap((row) => {
    const id = row?.[idField];
    return typeof id === 'string' ? [id] : [];
  });
}

function add(ids: Map<string, string>, id: string): void {
  if (!ids.has(fold(id))) ids.set(fold(id), id);
}

function fold(id: string): string {
  return id.toLowerCase();
}

function tooSlow(kind: PendoKind): Failure {
  return new Failure({
    kind: 'transient',
    message: `Pendo did not list the ${kind} ids in time. Run it again later.`,
    status: 408,
  });
}
