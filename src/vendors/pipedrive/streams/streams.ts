import {CLOCK_SKEW_MAX_MS} from '../../../core/clock-skew';
import type {HttpClient} from '../../../http/request';
import {TextRow} from '../../../read/columns/text-row';
import type {ReadContext, Row, Sweep, SweepPage, SweptStream} from '../../../read/reader';
import {companyStreams} from './company-streams';
import {createCallBudget} from './call-budget';
import {listPages} from '../list-pages';
import {
  createCompanyLists,
  toListed,
  type Listed,
  type ListStream,
  type SharedList,
} from './list-stream';
import {assignmentPages} from './role-assignments';
import type {PipedriveSettings} from '../settings';
import type {StreamParts} from './stream-parts';
import {permissionPages} from './user-permissions';

/**
 * Every reader of Pipedrive's. All lists are read whole: there is no filter by time to rely on. A
 * reader that fails fails alone, so each stream has its own, but users and roles that one reader has
 * listed are kept for those behind it. Streams of many calls come last: when the budget does not
 * allow them, the others are through.
 */
export function pipedriveReaders(
  client: HttpClient,
  settings: PipedriveSettings,
): readonly Sweep[] {
  const budget = createCallBudget(client, settings.tokensPerSyncMax);
  const streams = companyStreams();
  const lists = createCompanyLists(streams);
  const parts = {budget, lists, streams};
  return [
    usersReader(parts, settings),
    listReader(lists.roles, (context) => sharedPages(parts, lists.roles, {context})),
    listReader(lists.permissionSets, (context) =>
      listRows(budget.client, lists.permissionSets, {context}),
    ),
    reader({
      stream: streams.roleAssignments,
      rows: (context) => assignmentPages(parts, context),
    }),
    reader({
      stream: streams.userPermissions,
      rows: (context) => permissionPages(parts, context),
    }),
  ];
}

type RowPages = (context: ReadContext) => AsyncIterable<readonly Row[]>;

function reader({stream, rows}: {stream: SweptStream; rows: RowPages}): Sweep {
  return {
    kind: 'sweep',
    streams: [stream],
    async *pages(_selected, context): AsyncGenerator<SweepPage> {
      for await (const page of rows(context)) yield new Map([[stream.name, page]]);
    },
  };
}

function listReader(list: ListStream, rows: RowPages): Sweep {
  return reader({stream: list.columns, rows});
}

function usersReader(parts: StreamParts, {usersUpdatedSince}: PipedriveSettings): Sweep {
  const {users} = parts.lists;
  return reader({
    // An answer that was asked for changes only leaves users out who are still there.
    stream: {...users.columns, provesDeletions: !usersUpdatedSince},
    rows: (context) => {
      const query = usersUpdatedSince ? updatedSince(context) : undefined;
      return query === undefined
        ? sharedPages(parts, users, {context})
        : listRows(parts.budget.client, users, {context, query});
    },
  });
}

/** How a list is read. */
interface ListRead {
  readonly context: ReadContext;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

async function* listRows(
  client: HttpClient,
  {path, purpose, cost, neverEmpty, toRow, list}: ListStream,
  {context: {signal}, query}: ListRead,
): AsyncGenerator<readonly Row[]> {
  // Of changes there may be none.
  const always = query === undefined ? neverEmpty : undefined;
  const listing = {client, path, purpose, cost, query, signal, list, neverEmpty: always};
  for await (const records of listPages(listing)) {
    yield records.map((record) => (record instanceof TextRow ? record : toRow(record)));
  }
}

/** Keeps what later readers need once the list is through. */
async function* sharedPages(
  {budget}: StreamParts,
  list: SharedList,
  read: ListRead,
): AsyncGenerator<readonly Row[]> {
  const known: Listed[] = [];
  for await (const rows of listRows(budget.client, list, read)) {
    for (const row of rows) known.push(...toListed(row));
    yield rows;
  }
  list.memory.remember(read.context.syncStartMs, known);
}

/** How far before the last read, by our clock, changes are asked for again: clocks differ. */
const OVERLAP_MS = CLOCK_SKEW_MAX_MS;

/**
 * Not in the vendor's documents, where it is ignored (Pipedrive Q20). Undefined for the first read,
 * which asks for all.
 */
function updatedSince({changedSinceMs}: ReadContext): Readonly<Record<string, string>> | undefined {
  if (changedSinceMs === undefined) return undefined;
  const since = new Date(changedSinceMs - OVERLAP_MS).toISOString();
  return {updated_since: `${since.slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`};
}
