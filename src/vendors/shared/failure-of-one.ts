import {toFailure, type Failure} from '../../core/failure';
import {concernsVendor} from '../../read/concerns-vendor';

/**
 * What ends one of the `selected` streams of a sweep while the others go on. Throws it where it would meet
 * them as well, or where there are no others.
 */
export function failureOfOne(error: unknown, selected: ReadonlySet<string>): Failure {
  const failure = toFailure(error);
  if (selected.size < 2 || concernsVendor(failure)) throw failure;
  return failure;
}
