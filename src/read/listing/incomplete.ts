import {Failure} from '../../core/failure';
import type {ListSource} from './list-source';
import {metBy, usableCount, type Pass} from './pass';

type Named = Pick<ListSource<unknown>, 'vendor' | 'purpose'>;

/** A vendor that says that there is more, or repeats itself, and gives nothing new. */
export function standsStill({vendor, purpose}: Named): Failure {
  return new Failure({
    kind: 'data',
    message: `${vendor} sends the same page again instead of the next one when asked to ${purpose}, so the list would be incomplete. Run the sync again; if it happens again, report it to the vendor.`,
  });
}

/** A list that is empty although it cannot be. */
export function emptyList({vendor, purpose}: Named, reason: string): Failure {
  return new Failure({
    kind: 'data',
    message: `${vendor} gives an empty list when asked to ${purpose}, which cannot be correct: ${reason}. No record was reported as deleted. Check the permissions of the credential, then run the sync again.`,
  });
}

/** A list that was read several times and never whole: which of the usual causes it was. */
export function incompleteList({vendor, purpose}: Named, passes: readonly Pass[]): Failure {
  const {cause, kind, next} = causeOf(passes);
  return new Failure({
    kind,
    message: `${vendor} did not give its whole list when asked to ${purpose}: ${cause}. The list was read ${passes.length} times and is treated as incomplete. ${next}`,
  });
}

interface Cause {
  readonly cause: string;
  readonly kind: 'data' | 'transient';
  readonly next: string;
}

const CHECK_RIGHTS =
  'Running it again will not help: check the permissions of the credential, or ask the vendor.';

function causeOf(passes: readonly Pass[]): Cause {
  const [first, ...others] = passes;
  const last = passes.at(-1);
  if (first === undefined || last === undefined) return changing;
  if (passes.every((pass) => usableCount(pass) === undefined && !pass.endIsProven)) {
    return {
      cause:
        'its last page is as long as one that is cut, and says neither that more follows nor how many rows there are',
      kind: 'data',
      next: 'Running it again will not help: report it to the vendor.',
    };
  }
  const isSameSet = others.every(({ids}) => isEqual(ids, first.ids));
  const orders = new Set(passes.map(({order}) => order.copy().digest('hex')));
  const counted = usableCount(last);
  const repeated = last.rows - last.ids.size;
  if (orders.size === 1 && repeated > 0) {
    return {
      cause: `${repeated === 1 ? '1 row comes' : `${repeated} rows come`} twice in it, the same ones in each reading, and the same number of other rows may be missing`,
      kind: 'data',
      next: 'Running it again will not help: report it to the vendor.',
    };
  }
  if (isSameSet && repeated === 0 && counted !== undefined && metBy(last) >= counted.last) {
    return {
      cause: `its answers count ${counted.lowest} to ${counted.highest} rows, and ${metBy(last)} were sent, the same ones each time`,
      kind: 'data',
      next: 'Running it again will not help: report it to the vendor.',
    };
  }
  if (isSameSet && repeated === 0 && counted !== undefined) {
    return {
      cause: `it counts ${counted.last} rows and sends ${metBy(last)}, the same ones each time`,
      kind: 'data',
      next: CHECK_RIGHTS,
    };
  }
  if (isSameSet || repeated > 0) {
    return {
      cause:
        'its rows come in another order each time, so some rows appear twice and others are missing',
      kind: 'transient',
      next: 'Run the sync again; if it happens again, report it to the vendor.',
    };
  }
  return changing;
}

const changing: Cause = {
  cause: 'rows were added and removed while it was read',
  kind: 'transient',
  next: 'Run the sync again when fewer changes are made.',
};

function isEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const id of a) if (!b.has(id)) return false;
  return true;
}
