import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** Somebody who is gone, and an account that still works. */
export const leaverWithAccess: FindingRule = {
  id: 'leaver_with_access',
  severity: 'high',
  needs: 'roster',
  query:
    () => `SELECT ${OF_ACCOUNT}, concat('the roster says ', a.roster_says, '; the account is ', a.state) AS evidence
    FROM audited AS a WHERE a.roster_says IS NOT NULL AND a.state IN ('active', 'invited') AND a.vendor <> 'roster'`,
  remedy: 'Deactivate or remove the account, and reassign what it owns.',
};
