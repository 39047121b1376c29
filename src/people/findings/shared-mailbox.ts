import type {FindingRule} from './finding-rule';

/** One address, several people. */
export const sharedMailbox: FindingRule = {
  id: 'shared_mailbox',
  severity: 'medium',
  query:
    () => `SELECT s.address AS subject, NULL AS person_id, NULL AS vendor, NULL AS account_id, NULL AS url,
      concat('the address ', left(s.address, 1), '…', regexp_extract(s.address, '@.*$'), ' has ', s.holders, ' accounts with different names') AS evidence
    FROM _people.shared AS s WHERE s.rule = 'address' AND s.address IS NOT NULL AND (
      SELECT count(DISTINCT a.person_id) FROM _people.mail AS m JOIN audited AS a USING (n)
      WHERE m.base = s.key AND m.address = s.address AND a.state <> 'removed') > 1`,
  remedy: 'Give each person a login of their own, or list the address in service-accounts.csv.',
};
