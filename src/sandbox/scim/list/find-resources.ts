import type {Fields} from '../../shared/parse-json';
import type {ListRequest} from './list-request';
import {placeOf, readName} from '../query/attribute-path';
import {parseFilter, type Filter} from '../query/filter';
import {resourceMatcher, type Matcher} from '../query/match-filter';
import {compareKeys, sortKey} from '../query/sort';
import {done, refused, type Outcome} from '../refusal';
import type {Shelf} from '../shelf';

/** A resource that is to be shown, and from where. */
export interface Row {
  readonly shelf: Shelf;
  readonly resource: Fields;
}

/** What a request finds, before it is cut into pages. */
export interface Found {
  readonly total: number;
  /** `start` counts from 0. */
  readonly slice: (start: number, limit: number) => readonly Row[];
}

/**
 * Finds what a request asks for. Strict services take any filter and sort; those of vendors compare
 * one of few attributes, and sort nothing.
 */
export function findResources(
  shelves: readonly Shelf[],
  request: ListRequest,
  {isStrict, hidesInactive}: {readonly isStrict: boolean; readonly hidesInactive: boolean},
): Outcome<Found> {
  const sortBy = isStrict ? request.sortBy : undefined;
  const [only] = shelves;
  const isWhole = request.filter === undefined && !hidesInactive;
  if (only && shelves.length === 1 && isWhole && sortBy === undefined) {
    const slice = (start: number, limit: number): readonly Row[] =>
      only.store.slice(start, limit).map((resource) => ({shelf: only, resource}));
    return done({total: only.store.listed(), slice});
  }
  const fitting = filtered(shelves, request.filter, isStrict);
  if (!fitting.ok) return fitting;
  const seen =
    hidesInactive && request.filter === undefined
      ? fitting.value.filter(({resource}) => resource['active'] !== false)
      : fitting.value;
  const ordered = sortBy === undefined ? done(seen) : inOrder(seen, sortBy, request);
  if (!ordered.ok) return ordered;
  const rows = ordered.value;
  return done({total: rows.length, slice: (start, limit) => rows.slice(start, start + limit)});
}

function filtered(
  shelves: readonly Shelf[],
  text: string | undefined,
  isStrict: boolean,
): Outcome<readonly Row[]> {
  const filter = text === undefined ? undefined : parseFilter(text);
  if (text !== undefined && !filter) return refused('invalidFilter', 'The filter cannot be read.');
  const rows: Row[] = [];
  let isKnown = false;
  for (const shelf of shelves) {
    const matches = filter ? matcherFor(shelf, filter, isStrict) : () => true;
    // A search through both kinds may name what one of them does not have.
    if (!matches) continue;
    isKnown = true;
    for (const resource of shelf.store.all()) {
      if (matches(isStrict ? shelf.show(resource) : resource)) rows.push({shelf, resource});
    }
  }
  return isKnown ? done(rows) : refused('invalidFilter', 'The filter is not supported.');
}

function matcherFor(
  {kind, filterable}: Shelf,
  filter: Filter,
  isStrict: boolean,
): Matcher | undefined {
  if (isStrict) return resourceMatcher(kind, filter);
  if (filter.type !== 'compare' || filter.by !== 'eq' || filter.attribute.sub !== undefined) {
    return undefined;
  }
  const named = filter.attribute.name.toLowerCase();
  const attribute = filterable.find((name) => name.toLowerCase() === named);
  if (attribute === undefined || typeof filter.value !== 'string') return undefined;
  const wanted = filter.value.toLowerCase();
  return (resource) => {
    const value = resource[attribute];
    return typeof value === 'string' && value.toLowerCase() === wanted;
  };
}

function inOrder(
  rows: readonly Row[],
  sortBy: string,
  {sortOrder}: ListRequest,
): Outcome<readonly Row[]> {
  const named = readName(sortBy);
  const keyed = rows.map((row) => {
    const place = named && placeOf(row.shelf.kind, named);
    return {row, place, key: place && sortKey(row.shelf.show(row.resource), place)};
  });
  if (rows.length > 0 && keyed.every(({place}) => !place)) {
    return refused('invalidValue', `Nothing can be sorted by ${sortBy}.`);
  }
  const direction = sortOrder?.toLowerCase() === 'descending' ? -1 : 1;
  keyed.sort((a, b) => compareKeys(a.key, b.key) * direction);
  return done(keyed.map(({row}) => row));
}
