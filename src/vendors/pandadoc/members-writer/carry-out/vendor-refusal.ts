import type {Failure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';

/** True when PandaDoc has read one request and refused it: nothing was done, the credential is fine. */
export function isRefusal({kind, status = 0}: Failure): boolean {
  return kind === 'data' && status >= 400 && status < 500;
}

/** True when a request may have been carried out: it was sent and no usable answer came. */
export function isUnknown(failure: Failure): boolean {
  return failure.kind === 'transient' || (failure.kind === 'data' && !isRefusal(failure));
}

/** True when PandaDoc says that the person is there already. */
export function saysExists({words = '', detail = ''}: Failure): boolean {
  return /already exists/i.test(`${words} ${detail}`);
}

/** The rejection for a refusal; PandaDoc's words may repeat the record, so they are kept apart. */
export function rejectionOf(failure: Failure, what: string): Rejection {
  const {status, detail, words} = failure;
  const said = {answer: detail, words};
  if (/add more licenses/i.test(`${words ?? ''} ${detail ?? ''}`)) {
    return rejection(
      'limit_reached',
      `${what}: PandaDoc has no free seat of this license and buys none. Add seats in PandaDoc, then send the record again.`,
      said,
    );
  }
  const reason = status === 404 ? 'not_found' : 'refused_by_vendor';
  return rejection(
    reason,
    `${what} (HTTP ${String(status)}); correct the record as PandaDoc's message says and send it again.`,
    said,
  );
}

/** What an answer that confirms nothing said, for its rejection. */
export function saidBy({message, words}: Failure): Pick<Rejection, 'answer' | 'words'> {
  return {answer: message, ...(words !== undefined && {words})};
}
