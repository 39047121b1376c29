import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** An account whose owner the roster does not have. */
export const unknownAccount: FindingRule = {
  id: 'unknown_account',
  severity: 'medium',
  needs: 'roster',
  query: () => `SELECT ${OF_ACCOUNT}, 'an active account of nobody in the roster' AS evidence
    FROM audited AS a WHERE a.state = 'active' AND a.roster_key IS NULL AND NOT a.is_service AND a.vendor <> 'roster'
      AND NOT a.is_customer`,
  remedy:
    'Find out whose it is: add the address to the roster as an alias, list it in service-accounts.csv, or deactivate it.',
};
