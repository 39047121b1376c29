import type {JsonObject} from '../../core/json';

/** One answer of a list, with everything in it that says how the list goes on. */
export interface ListPage<Place> {
  /** The rows, in the vendor's order. */
  readonly items: readonly JsonObject[];
  /** How many rows the whole list has, where the answer says so. */
  readonly total?: number | undefined;
  /** The vendor's word on whether more follows; undefined where the answer says nothing. */
  readonly more?: boolean | undefined;
  /** Where the vendor says that the next page is: a cursor, a start. It is a sign of more. */
  readonly next?: Place | undefined;
  /** True: the vendor refuses to go on from here, however long the list is (an offset cap). */
  readonly capped?: boolean | undefined;
}

/** How a vendor is asked for a list, and what the answers mean: all that `listWhole` must know. */
export interface ListSource<Place> {
  /** Begins sentences: `PagerDuty`, `PandaDoc, workspace "Sales",`. */
  readonly vendor: string;
  /** Completes "when asked to …": `list users`. */
  readonly purpose: string;
  /** Rows that are asked for at once. */
  readonly pageSize: number;
  readonly first: Place;
  ask(place: Place, size: number): Promise<ListPage<Place>>;
  /**
   * The place behind a page, by counting on from what came; `rows` is at least 1. Undefined where
   * only the vendor knows (cursors) or the list has no pages.
   */
  behind(place: Place, rows: number): Place | undefined;
  /**
   * The place of a page that begins at least `rows` rows before `place`, and how many before it in
   * fact. Undefined where places cannot be chosen. Pages that overlap by one row prove that nobody was
   * stepped over between them, see `tie-pages`.
   */
  before?(place: Place, rows: number): {readonly place: Place; readonly rows: number} | undefined;
  /**
   * True where a count that is reached is believed of one pass, however its pages hold together: for those
   * who take nobody to be gone who is not listed.
   */
  readonly countSuffices?: boolean;
  /**
   * The place of the same rows once pages hold `to` rows instead of `from`, which is a multiple of
   * it: where a page is named by its number. Default: places stay.
   */
  resized?(place: Place, from: number, to: number): Place;
  /** How many rows are asked for at a place, where that is not the size of a page. */
  lengthAt?(place: Place, size: number): number;
  /** What tells rows apart; undefined for a row that lacks it. */
  readonly keyOf: (item: JsonObject) => string | undefined;
  /** Why the list cannot be empty, as the end of a sentence; undefined where it can. */
  readonly neverEmpty?: string;
  /**
   * True for the many short lists that belong to one person or team: the vendor's documented word
   * that nothing follows is enough, as long as the page does not contradict it.
   */
  readonly endSignSuffices?: boolean;
}
