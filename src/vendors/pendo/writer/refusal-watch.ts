import {Failure} from '../../../core/failure';

/** Notices that a vendor refuses everything that is sent to an object. */
export interface RefusalWatch {
  /** Begins to watch the requests of one batch. */
  begin(): BatchWatch;
}

/** The watch over the requests of one batch; what other batches meet counts too. */
export interface BatchWatch {
  /** A request was read to its end, regardless of what became of its records. */
  taken(): void;
  refused(records: number, said: {readonly words: string | undefined}): void;
  /** So many requests were refused, and none taken, that single records should be tried. */
  isSuspicious(): boolean;
  /** Throws a `data` Failure when single records are refused as well, and nothing was taken. */
  check(): void;
}

/**
 * Refused requests of a batch before single records are tried. A search that goes breadth first has
 * 16 parts of the batch refused by then, and none taken: a few bad records cannot do that.
 */
const REQUESTS_MIN = 31;

/** Single records from all over a batch that are refused before it is given up. */
const SINGLES_MIN = 32;

/** Single records of small batches that are refused before anything at all was taken. */
const FIRST_SINGLES_MIN = 100;

/** Creates the watch over one object's requests; `object` is for the sentence. */
export function createRefusalWatch(object: string): RefusalWatch {
  /** Requests that were taken, and single records that were refused, of all batches. */
  const all = {taken: 0, refused: 0, singles: 0};
  return {
    begin: () => {
      let taken = all.taken;
      let requests = 0;
      let singles = 0;
      let words: string | undefined;
      const forgetBeforeTaken = (): void => {
        if (taken === all.taken) return;
        taken = all.taken;
        requests = 0;
        singles = 0;
      };
      return {
        taken: () => {
          all.taken += 1;
        },
        refused: (records, said) => {
          forgetBeforeTaken();
          requests += 1;
          all.refused += 1;
          if (records === 1) {
            singles += 1;
            all.singles += 1;
          }
          words = said.words;
        },
        isSuspicious: () => {
          forgetBeforeTaken();
          return requests >= REQUESTS_MIN;
        },
        check: () => {
          forgetBeforeTaken();
          if (requests >= REQUESTS_MIN && singles >= SINGLES_MIN) {
            throw refusesAll(object, {requests, singles, words});
          }
          if (all.taken === 0 && all.singles >= FIRST_SINGLES_MIN) {
            throw refusesAll(object, {requests: all.refused, singles: all.singles, words});
          }
        },
      };
    },
  };
}

function refusesAll(
  object: string,
  seen: {readonly requests: number; readonly singles: number; readonly words: string | undefined},
): Failure {
  const {requests, singles, words} = seen;
  const says = words === undefined ? '' : ` It says: "${words}".`;
  return new Failure({
    kind: 'data',
    message: `Pendo rejected everything that was sent to ${object}: ${requests} requests in a row, ${singles} of them with a single record.${says} Nothing more is sent. Fix the cause that it names, or check pendo.metadata_api, pendo.metadata_group and the mapping, then run again.`,
    ...(words !== undefined && {words}),
  });
}
