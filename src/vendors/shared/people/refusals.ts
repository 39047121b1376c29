import type {Failure} from '../../../core/failure';
import type {Rejection} from '../../../write/record';

/** True when the vendor has read one request and refused it: nothing was done, the token is fine. */
export function isRefusal({kind, status = 0}: Failure): boolean {
  return kind === 'data' && status >= 400 && status < 500;
}

/** True when a request may have been carried out: it was sent and no usable answer came. */
export function isUnknown(failure: Failure): boolean {
  return failure.kind === 'transient' || (failure.kind === 'data' && !isRefusal(failure));
}

/** What an answer that confirms nothing said, for its rejection. */
export function saidBy({message, words}: Failure): Pick<Rejection, 'answer' | 'words'> {
  return {answer: message, ...(words !== undefined && {words})};
}
