import type {FindingRule} from './finding-rule';

/** Two accounts of one vendor that belong to one person. */
export const duplicateAccount: FindingRule = {
  id: 'duplicate_account',
  severity: 'medium',
  query:
    () => `SELECT concat(a.vendor, ':', least(a.account_id, b.account_id), ',', greatest(a.account_id, b.account_id)) AS subject,
      a.person_id, a.vendor, a.account_id, a.url, concat('evidence or a decision joins it with ', b.account_id) AS evidence
    FROM audited AS a JOIN audited AS b ON b.cluster = a.cluster AND b.vendor = a.vendor AND a.account_id < b.account_id
    WHERE a.why IS NULL OR a.why LIKE 'two accounts%' OR a.root = b.root`,
  remedy:
    'Decide in decisions.csv whether they are one person, then remove the account that is not needed.',
};
