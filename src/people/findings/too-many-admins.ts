import type {FindingRule} from './finding-rule';

/** More admins at one vendor than are allowed. */
export const tooManyAdmins: FindingRule = {
  id: 'too_many_admins',
  severity: 'medium',
  query: ({
    adminsMax,
  }) => `SELECT a.vendor AS subject, NULL AS person_id, a.vendor, NULL AS account_id, NULL AS url,
      concat(count(*), ' active admins, ${adminsMax} are allowed') AS evidence
    FROM audited AS a WHERE a.is_admin AND a.state = 'active' GROUP BY a.vendor HAVING count(*) > ${adminsMax}`,
  remedy: 'Take admin rights from those who do not need them.',
};
