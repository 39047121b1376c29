import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';

/** Text, or texts by field: PandaDoc's `detail` is either (PandaDoc Q9). */
export type Detail = string | Readonly<Record<string, readonly string[]>>;

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permissions_error',
  429: 'throttled',
};
const DETAILS: Readonly<Record<number, string>> = {
  401: 'Authentication credentials were not provided.',
  403: 'You do not have permission to perform this action.',
  404: 'Not found',
  405: 'Method not allowed.',
  429: 'Request was throttled.',
};

/** PandaDoc's error body; without a detail, the usual one of the status. */
export function errorBody(status: number, detail?: Detail): Readonly<Record<string, unknown>> {
  return {
    type: TYPES[status] ?? 'request_error',
    detail: detail ?? DETAILS[status] ?? `Error ${status}`,
  };
}

/** An answer with an error body. */
export function refusal(status: number, detail?: Detail): Answer {
  return jsonAnswer(status, errorBody(status, detail));
}

/** 204 without a body. */
export function noContent(): Answer {
  return {status: 204, body: Buffer.alloc(0)};
}
