import type {Rejection} from '../../../write/record';

/** The decision on a record that cannot be written. */
export interface Rejected {
  readonly type: 'rejected';
  readonly rejection: Rejection;
}

/** Decides that a record cannot be written. */
export function reject(why: Rejection): Rejected {
  return {type: 'rejected', rejection: why};
}
