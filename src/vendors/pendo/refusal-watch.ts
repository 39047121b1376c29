import {Failure} from '../../core/failure';

/** Notices that a vendor refuses everything, whatever is sent. */
export interface RefusalWatch {
  /** A request was read to its end, whatever became of its records. */
  taken(): void;
  refused(records: number, said: {readonly words: string | undefined}): void;
  /** So many requests were refused in a row that single records should be tried. */
  isSuspicious(): boolean;
  /** Throws a `data` Failure when single records are refused as well, and nothing was taken. */
  check(): void;
}

/**
 * Refusals in a row before single records are tried. A search that goes breadth first has 32 parts
 * of its request refused by then, and no part taken: a few bad records cannot do that.
 */
const REQUESTS_MIN = 63;

/** Single records from all over the request that are refused in a row before it is given up. */
const SINGLES_MIN = 32;

/** Creates the watch over one object's requests; `object` is for the sentence. */
export function createRefusalWatch(object: string): RefusalWatch {
  let requests = 0;
  let singles = 0;
  let words: string | undefined;
  return {
    taken: () => {
      requests = 0;
      singles = 0;
    },
    refused: (records, said) => {
      requests += 1;
      if (records === 1) singles += 1;
      words = said.words;
    },
    isSuspicious: () => requests >= REQUESTS_MIN,
    check: () => {
      if (requests < REQUESTS_MIN || singles < SINGLES_MIN) return;
      const says = words === undefined ? '' : ` It says: "${words}".`;
      throw new Failure({
        kind: 'data',
        message: `Pendo refuses everything that is sent to ${object}: the last ${requests} requests, ${singles} of them with a single record.${says} Nothing more is sent. Fix what it names, or check pendo.metadata_api, pendo.metadata_group and the mapping, then run again.`,
        ...(words !== undefined && {words}),
      });
    },
  };
}
