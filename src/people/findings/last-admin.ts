import type {FindingRule} from './finding-rule';

/** Fewer than two admins at one vendor, where it is told who is one. */
export const lastAdmin: FindingRule = {
  id: 'last_admin',
  severity: 'medium',
  query:
    () => `SELECT a.vendor AS subject, NULL AS person_id, a.vendor, NULL AS account_id, NULL AS url,
      concat(count(*) FILTER (a.is_admin), ' active admin(s), fewer than two') AS evidence
    FROM audited AS a WHERE a.state = 'active' AND a.vendor = a.family AND a.tells_admins GROUP BY a.vendor
    HAVING count(*) FILTER (a.is_admin) < 2 AND count(a.is_admin) > 0`,
  remedy: 'Give a second person admin rights, so that the account can be reached when one leaves.',
};
