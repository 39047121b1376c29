import {Failure} from '../../core/failure';

/**
 * The failure without what records hold: in the vendor's words, which its message may quote, and in
 * its detail. It is the same object where nothing was hidden, so that the reason of an abort stays
 * recognisable.
 */
export function hideInFailure(failure: Failure, hide: (text: string) => string): Failure {
  const {kind, message, words, detail, resetAtMs, status} = failure;
  const hiddenWords = words === undefined ? undefined : hide(words);
  const hiddenDetail = detail === undefined ? undefined : hide(detail);
  if (hiddenWords === words && hiddenDetail === detail) return failure;
  return new Failure({
    kind,
    message:
      words === undefined || hiddenWords === undefined
        ? message
        : message.replaceAll(words, () => hiddenWords),
    ...(hiddenDetail !== undefined && {detail: hiddenDetail}),
    ...(hiddenWords !== undefined && {words: hiddenWords}),
    ...(resetAtMs !== undefined && {resetAtMs}),
    ...(status !== undefined && {status}),
  });
}
