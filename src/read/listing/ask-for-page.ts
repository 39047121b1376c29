import {Failure, toFailure} from '../../core/failure';
import type {ListPage, ListSource} from './list-source';

/** How many rows are asked for at once: fewer from the time on when an answer was too large. */
export interface PageSize {
  now: number;
}

/** A place, and whether the list had begun before it. */
interface Asked<Place> {
  readonly place: Place;
  readonly size: PageSize;
  readonly hasBegun: boolean;
}

/** A refused credential and limits are told as what they are, whenever they come. */
const SAYS_NOTHING_OF_THE_LIST = new Set([401, 408, 425, 429]);

/** Refusals that say something of a list only before it has begun. */
function isRefusal(status: number | undefined): status is number {
  if (status === undefined || SAYS_NOTHING_OF_THE_LIST.has(status)) return false;
  return (status >= 400 && status < 500) || status === 501;
}

/** A page, and the place that it is from in the end. */
export interface PlacedPage<Place> {
  readonly place: Place;
  readonly page: ListPage<Place>;
}

/**
 * Asks for one page, for a smaller one where the answer is too large, and returns it with the place
 * that was asked for in the end. A refusal within a list says that it broke off.
 */
export async function askForPage<Place>(
  source: ListSource<Place>,
  {place, size, hasBegun}: Asked<Place>,
): Promise<PlacedPage<Place>> {
  for (let at = place; ;) {
    try {
      return {place: at, page: await source.ask(at, size.now)};
    } catch (error) {
      const failure = toFailure(error);
      const smaller = smallerSize(size.now);
      if (failure.code === 'answer_too_large' && smaller < size.now) {
        at = source.resized?.(at, size.now, smaller) ?? at;
        size.now = smaller;
      } else {
        throw hasBegun ? brokenOff(source, failure) : failure;
      }
    }
  }
}

/** The largest size by which pages of this size can be cut without a rest. */
function smallerSize(size: number): number {
  for (let parts = 2; parts <= size; parts += 1) if (size % parts === 0) return size / parts;
  return size;
}

/**
 * Without the status: a 404 of a later page must not be taken for "no such list", nor a 403 for a
 * missing permission, for which other streams are read and existing rows declared gone.
 */
export function brokenOff(
  {vendor, purpose}: Pick<ListSource<unknown>, 'vendor' | 'purpose'>,
  failure: Failure,
): Failure {
  const {status} = failure;
  if (!isRefusal(status)) return failure;
  return new Failure({
    kind: 'data',
    message: `${vendor} answered HTTP ${status} in the middle of the list when asked to ${purpose}, so the list is not complete. Run the sync again. ${failure.message}`,
    cause: failure,
    ...(failure.detail !== undefined && {detail: failure.detail}),
  });
}
