import {addressDiffers} from './address-differs';
import {disabledInDirectory} from './disabled-in-directory';
import {dormantAccount} from './dormant-account';
import {duplicateAccount} from './duplicate-account';
import type {FindingRule} from './finding-rule';
import {lastAdmin} from './last-admin';
import {leaverWithAccess} from './leaver-with-access';
import {needsReview} from './needs-review';
import {newAdmin} from './new-admin';
import {noRole} from './no-role';
import {outsideDomain} from './outside-domain';
import {phoneDiffers} from './phone-differs';
import {sharedMailbox} from './shared-mailbox';
import {staleInvitation} from './stale-invitation';
import {tooManyAdmins} from './too-many-admins';
import {unknownAccount} from './unknown-account';
import {unreachableResponder} from './unreachable-responder';

/** Every rule; a new one is a file beside this one and a line here. */
export const findingRules: readonly FindingRule[] = [
  ...[leaverWithAccess, disabledInDirectory, newAdmin, unreachableResponder],
  ...[unknownAccount, outsideDomain, tooManyAdmins, lastAdmin, duplicateAccount, sharedMailbox],
  ...[needsReview, dormantAccount, staleInvitation, noRole, addressDiffers, phoneDiffers],
];
