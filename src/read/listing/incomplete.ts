import {Failure} from '../../core/failure';
import type {ListSource} from './list-source';
import {metBy, usableCount, type Pass} from './pass';

type Named = Pick<ListSource<unknown>, 'vendor' | 'purpose'>;

/** A vendor that says that there is more, or repeats itself, and gives nothing new. */
export function standsStill({vendor, purpose}: Named): Failure {
  return new Failure({
    kind: 'data',
    message: `${vendor} repeats itself instead of going on when asked to ${purpose}, so the list would be incomplete. Run the sync again; report it to the vendor if it happens again.`,
  });
}

/** A list that is empty although it cannot be. */
export function emptyList({vendor, purpose}: Named, reason: string): Failure {
  return new Failure({
    kind: 'data',
    message: `${vendor} gives an empty list when asked to ${purpose}, which cannot be true: ${reason}. Nothing was taken for deleted. Check the permissions of the credential, then run the sync again.`,
  });
}

/** A list that was read several times and never whole: which of the usual causes it was. */
export function incompleteList({vendor, purpose}: Named, passes: readonly Pass[]): Failure {
  const {cause, kind, next} = causeOf(passes);
  return new Failure({
    kind,
    message: `${vendor} did not show its whole list when asked to ${purpose}: ${cause}. The list was read ${passes.length} times and is not taken for complete. ${next}`,
  });
}

interface Cause {
  readonly cause: string;
  readonly kind: 'data' | 'transient';
  readonly next: string;
}

const CHECK_RIGHTS =
  'Another try will not help: check the permissions of the credential, or ask the vendor.';

function causeOf(passes: readonly Pass[]): Cause {
  const [first, ...others] = passes;
  const last = passes.at(-1);
  if (first === undefined || last === undefined) return changing;
  const isSameSet = others.every(({ids}) => isEqual(ids, first.ids));
  const orders = new Set(passes.map(({order}) => order.copy().digest('hex')));
  const counted = usableCount(last);
  const repeated = last.rows - last.ids.size;
  if (orders.size === 1 && repeated > 0) {
    return {
      cause: `${repeated === 1 ? '1 row comes' : `${repeated} rows come`} twice in it, in each reading the same ones, and as many others may be left out`,
      kind: 'data',
      next: 'Another try will not help: report it to the vendor.',
    };
  }
  if (isSameSet && repeated === 0 && counted !== undefined && metBy(last) >= counted.last) {
    return {
      cause: `its answers count ${counted.lowest} to ${counted.highest} rows, and ${metBy(last)} came, each time the same ones`,
      kind: 'data',
      next: 'Another try will not help: report it to the vendor.',
    };
  }
  if (isSameSet && repeated === 0 && counted !== undefined) {
    return {
      cause: `it counts ${counted.last} rows and shows ${metBy(last)}, each time the same ones`,
      kind: 'data',
      next: CHECK_RIGHTS,
    };
  }
  if (isSameSet || repeated > 0) {
    return {
      cause: 'its rows come in another order each time, so pages repeat some and leave others out',
      kind: 'transient',
      next: 'Run the sync again; report it to the vendor if it happens again.',
    };
  }
  return changing;
}

const changing: Cause = {
  cause: 'rows came and went while it was read',
  kind: 'transient',
  next: 'Run the sync again at a quieter time.',
};

function isEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const id of a) if (!b.has(id)) return false;
  return true;
}
