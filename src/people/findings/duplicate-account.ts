import type {FindingRule} from './finding-rule';

/** Two accounts of one vendor that belong to one person. */
export const duplicateAccount: FindingRule = {
  id: 'duplicate_account',
  severity: 'medium',
  query:
    () => `SELECT concat(a.vendor, ':', least(a.account_id, b.account_id), ',', greatest(a.account_id, b.account_id)) AS subject,
      a.person_id, a.vendor, a.account_id, a.url, concat('evidence or a decision joins it with ', b.account_id) AS evidence
    FROM audited AS a JOIN audited AS b ON b.cluster = a.cluster AND b.vendor = a.vendor AND a.account_id < b.account_id
    WHERE a.vendor <> 'roster' AND a.state <> 'removed' AND b.state <> 'removed' AND NOT EXISTS (
      SELECT 1 FROM _people.decision AS d WHERE d.decision = 'not_same' AND d.left_vendor = a.vendor AND d.right_vendor = a.vendor
        AND list_sort([d.left_account, d.right_account]) = [a.account_id, b.account_id])`,
  remedy:
    'Decide in decisions.csv whether they are one person, then remove the account that is not needed.',
};
