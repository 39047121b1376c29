import type {ComponentChildren} from 'preact';
import {useId, useState} from 'preact/hooks';
import {count} from './format';

/** Rows of one page. */
const PAGE_SIZE = 50;

/**
 * Rows of a list of any length, fifty at a time: only they are in the document. `places` are places in
 * the columns of the data; `children` draws the rows of some of them. `key` of the caller starts at the
 * first page again.
 */
export function Paged({
  places,
  children,
  label,
  size = PAGE_SIZE,
}: {
  readonly places: readonly number[];
  readonly children: (shown: readonly number[]) => ComponentChildren;
  readonly label: string;
  readonly size?: number;
}) {
  const [page, setPage] = useState(0);
  const id = useId();
  const last = Math.max(0, Math.ceil(places.length / size) - 1);
  const at = Math.min(page, last);
  const first = at * size;
  const shown = places.slice(first, first + size);
  const go = (to: number) => setPage(Math.max(0, Math.min(last, to)));
  return (
    <>
      {children(shown)}
      {last > 0 && (
        <div class="pages" role="group" aria-label={`Pages of ${label}`}>
          <button type="button" aria-disabled={at === 0} onClick={() => go(at - 1)}>
            Previous
          </button>
          <span role="status">
            {count(first + 1)}–{count(first + shown.length)} of {count(places.length)}
          </span>
          <button type="button" aria-disabled={at === last} onClick={() => go(at + 1)}>
            Next
          </button>
          <label for={id}>Page</label>
          <input
            id={id}
            type="number"
            min={1}
            max={last + 1}
            value={at + 1}
            onChange={(event) => go(Math.trunc(event.currentTarget.valueAsNumber || 1) - 1)}
          />
          <span>of {count(last + 1)}</span>
        </div>
      )}
    </>
  );
}

/** 0, 1, 2 … below a number. */
export function upTo(length: number): readonly number[] {
  return Array.from({length}, (_, index) => index);
}
