import type {Failure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';

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
