import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** Somebody became an admin since the last audit. It stays until somebody accepts it, or the rights are gone. */
export const newAdmin: FindingRule = {
  id: 'new_admin',
  severity: 'high',
  needs: 'earlier audit',
  query:
    () => `SELECT ${OF_ACCOUNT}, 'an admin who was none at the audit before it was first told' AS evidence
    FROM audited AS a WHERE a.is_admin AND a.state = 'active'
      AND (NOT EXISTS (SELECT 1 FROM _people.seen_admin AS s WHERE s.vendor = a.vendor AND s.account_id = a.account_id)
        OR EXISTS (SELECT 1 FROM main.findings AS f WHERE f.rule = 'new_admin' AND f.state <> 'resolved'
          AND f.vendor = a.vendor AND f.account_id = a.account_id))
      AND EXISTS (SELECT 1 FROM _people.audit_vendor AS v WHERE v.vendor = a.vendor)`,
  remedy: 'Ask who gave the rights and why; accept the finding when it was meant.',
};
