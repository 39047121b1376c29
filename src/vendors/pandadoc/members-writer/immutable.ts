import type {Rejection} from '../../../write/record';
import {hasFaults, joinFaults, rejection} from '../../../write/rejection';
import {normalizeEmail} from '../../shared/people/people-directory';
import {GUEST} from './licenses';
import type {WantedMember} from './wanted-member';

/** What PandaDoc shows of somebody, and no call can change. */
interface Shown {
  readonly email?: string | undefined;
  readonly license: string | undefined;
  readonly firstName: string;
  readonly lastName: string;
}

/**
 * Why a record cannot come true: address, names and license cannot be changed by any call. What
 * PandaDoc does not know yet, such as the names of somebody who is invited, is no difference.
 */
export function immutableFault(
  shown: Shown,
  wanted: WantedMember,
  /** The change of role makes a Guest a user with a Full license. */
  promoted: boolean,
): Rejection | undefined {
  const faults: Rejection[] = [];
  const {email, firstName, lastName, license} = wanted;
  if (email !== undefined && shown.email !== undefined && normalizeEmail(email) !== shown.email) {
    faults.push(onlyThePerson('email'));
  }
  if (isOther(firstName, shown.firstName)) faults.push(onlyThePerson('first_name'));
  if (isOther(lastName, shown.lastName)) faults.push(onlyThePerson('last_name'));
  const becomes = promoted && shown.license === GUEST ? 'Full' : shown.license;
  if (license !== undefined && becomes !== undefined && license !== becomes) {
    faults.push(licenseDiffers);
  }
  return hasFaults(faults) ? joinFaults(faults) : undefined;
}

function isOther(wanted: string | undefined, shown: string): boolean {
  if (wanted === undefined || shown === '') return false;
  return plain(wanted) !== plain(shown);
}

/** Composed and decomposed letters are one. */
function plain(name: string): string {
  return name.normalize('NFC').trim();
}

function onlyThePerson(field: string): Rejection {
  return rejection(
    'immutable',
    `Field ${field} differs from what PandaDoc has, and no call can change it: only the person can, in the settings of their account. Correct the value, or take the field out of the mapping.`,
  );
}

const licenseDiffers = rejection(
  'immutable',
  'Field license differs from what PandaDoc has, and no call can change it: an admin can, in PandaDoc. Correct the value, or take the field out of the mapping.',
);
