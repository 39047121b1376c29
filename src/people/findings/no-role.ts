import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** A user without a role, where users must have one. */
export const noRole: FindingRule = {
  id: 'no_role',
  severity: 'low',
  query: () => `SELECT ${OF_ACCOUNT}, 'no role is assigned' AS evidence
    FROM audited AS a WHERE a.lacks_role AND a.state = 'active' AND NOT a.is_service`,
  remedy: 'Assign a role at the vendor.',
};
