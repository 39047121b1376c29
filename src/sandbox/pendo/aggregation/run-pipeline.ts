import type {EntityStore} from '../records/entity-store';
import {compileExpression, isTrue} from './filter-compile';
import type {RowView} from './filter-compile';
import type {Expression} from './filter-parse';
import {sortBy} from './sort-rows';
import {idKeyOf} from '../records/pendo-record';
import type {Pipeline, SortKey, Source, Stage} from './pipeline-parse';
import {createStoreView, viewOf} from './row-views';

/** What a pipeline came to: rows of the store, or objects where it reshaped them. */
type PipelineResult =
  | {readonly type: 'rows'; readonly rows: readonly number[]}
  | {readonly type: 'objects'; readonly objects: readonly object[]};

/** The leading stages, for which no record is built that is not answered, and the rest. */
interface Head {
  readonly conditions: readonly Expression[];
  readonly identified: readonly (Stage & {readonly type: 'identified'})[];
  readonly sort: readonly SortKey[];
  /** Rows to pass over and rows to take after that. */
  readonly skip: number;
  readonly take: number;
  readonly rest: readonly Stage[];
}

/** Ids that the vendor's snippet makes up for visitors who never logged in. */
const ANONYMOUS_PREFIX = '_PENDO_T_';

/** Runs a pipeline; `nowMs` is what `now()` means in it. */
export function runPipeline(store: EntityStore, pipeline: Pipeline, nowMs: number): PipelineResult {
  const head = splitHead(pipeline.stages);
  const rows = scanRows(store, pipeline.source, head, nowMs);
  if (head.rest.length === 0) return {type: 'rows', rows};
  const [next] = head.rest;
  if (next?.type === 'count' && head.rest.length === 1) {
    return {type: 'objects', objects: [{count: rows.length}]};
  }
  let objects: readonly object[] = rows.map((row) => store.record(row));
  for (const stage of head.rest) objects = runStage(objects, stage, nowMs);
  return {type: 'objects', objects};
}

/** True for a visitor whom nobody has named. */
export function isAnonymous(id: string): boolean {
  return id.startsWith(ANONYMOUS_PREFIX);
}

function splitHead(stages: readonly Stage[]): Head {
  const conditions: Expression[] = [];
  const identified: (Stage & {type: 'identified'})[] = [];
  let at = 0;
  for (let stage = stages[at]; stage; stage = stages[(at += 1)]) {
    if (stage.type === 'filter') conditions.push(stage.expression);
    else if (stage.type === 'identified') identified.push(stage);
    else break;
  }
  const sorting = stages[at];
  const sort = sorting?.type === 'sort' ? sorting.keys : [];
  if (sorting?.type === 'sort') at += 1;
  let skip = 0;
  let take = Infinity;
  for (let stage = stages[at]; stage; stage = stages[(at += 1)]) {
    if (stage.type === 'limit') take = Math.min(take, stage.rows);
    else if (stage.type === 'skip') {
      skip += Math.min(stage.rows, take);
      take = Math.max(0, take - stage.rows);
    } else break;
  }
  return {conditions, identified, sort, skip, take, rest: stages.slice(at)};
}

function scanRows(
  store: EntityStore,
  source: Source,
  head: Head,
  nowMs: number,
): readonly number[] {
  const view = createStoreView(store);
  const conditions = head.conditions.map((condition) => compileExpression(condition, nowMs));
  const belongs = membership(store, source, head);
  const sorted = isOrderOfStore(store, head.sort);
  const end = sorted ? head.skip + head.take : Infinity;
  const found: number[] = [];
  for (const row of store.byId()) {
    if (found.length >= end) break;
    view.move(row);
    if (belongs(view) && conditions.every((meets) => isTrue(meets(view)))) found.push(row);
  }
  const ordered = sorted ? found : sortRows(store, found, head.sort);
  return head.skip === 0 && ordered.length <= head.take
    ? ordered
    : ordered.slice(head.skip, head.skip + head.take);
}

function isOrderOfStore(store: EntityStore, sort: readonly SortKey[]): boolean {
  const [key] = sort;
  return (
    key === undefined || (sort.length === 1 && key.path === idKeyOf(store.kind) && !key.descending)
  );
}

function sortRows(
  store: EntityStore,
  rows: readonly number[],
  keys: readonly SortKey[],
): readonly number[] {
  const view = createStoreView(store);
  return sortBy(rows, keys, (row, path) => {
    view.move(row);
    return view.read(path);
  });
}

/** Whether a row belongs to the source and passes the `identified` stages. */
function membership(store: EntityStore, source: Source, head: Head): (view: RowView) => boolean {
  const knownOnly = source.kind === 'visitor' && source.identifiedOnly;
  const idKey = idKeyOf(store.kind);
  const appPath = source.appId === undefined ? undefined : `metadata.auto__${source.appId}`;
  return (view) => {
    if (knownOnly && isAnonymousIn(view, idKey)) return false;
    if (source.doNotProcessOnly && view.read('metadata.pendo.donotprocess') !== true) return false;
    if (appPath !== undefined && view.read(appPath) === undefined) return false;
    for (const {field, negated} of head.identified) {
      const known =
        field === idKey
          ? !isAnonymousIn(view, idKey)
          : view.read(identityPath(field)) !== undefined;
      if (known === negated) return false;
    }
    return true;
  };
}

function isAnonymousIn(view: RowView, idKey: string): boolean {
  const id = view.read(idKey);
  return typeof id === 'string' && isAnonymous(id);
}

/** `accountId` of a visitor is the account that it was seen with. */
function identityPath(field: string): string {
  return field === 'accountId' ? 'metadata.auto.accountid' : field;
}

function runStage(objects: readonly object[], stage: Stage, nowMs: number): readonly object[] {
  switch (stage.type) {
    case 'identified':
      return objects.filter(
        (object) => (viewOf(object).read(stage.field) !== undefined) !== stage.negated,
      );
    case 'filter': {
      const meets = compileExpression(stage.expression, nowMs);
      return objects.filter((object) => isTrue(meets(viewOf(object))));
    }
    case 'sort':
      return sortBy(objects, stage.keys, (object, path) => viewOf(object).read(path));
    case 'limit':
      return objects.slice(0, stage.rows);
    case 'skip':
      return objects.slice(stage.rows);
    case 'count':
      return [{count: objects.length}];
    case 'select':
      return select(objects, stage.columns, nowMs);
  }
}

function select(
  objects: readonly object[],
  columns: ReadonlyMap<string, Expression>,
  nowMs: number,
): readonly object[] {
  const compiled = [...columns].map(
    ([name, expression]) => [name, compileExpression(expression, nowMs)] as const,
  );
  return objects.map((object) => {
    const view: RowView = viewOf(object);
    return Object.fromEntries(compiled.map(([name, value]) => [name, value(view) ?? null]));
  });
}
