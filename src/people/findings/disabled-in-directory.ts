import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/**
 * The directory has switched somebody off, the vendor has not. An entry of the directory is an account's when the vendor
 * says so, or when both are one person's; a decision against it wins.
 */
export const disabledInDirectory: FindingRule = {
  id: 'disabled_in_directory',
  severity: 'high',
  needs: 'directory',
  query:
    () => `SELECT DISTINCT ${OF_ACCOUNT}, concat('inactive in ', d.vendor, ', active at ', a.vendor) AS evidence
    FROM (
      SELECT l AS directory, r AS listed FROM _people.pair WHERE rule = 'declared'
      UNION SELECT r, l FROM _people.pair WHERE rule = 'declared'
      UNION SELECT one.n, other.n FROM audited AS one JOIN audited AS other ON other.root = one.root AND other.vendor = one.family
        WHERE one.vendor <> one.family
    ) AS p JOIN audited AS d ON d.n = p.directory JOIN audited AS a ON a.n = p.listed
    WHERE d.vendor <> d.family AND a.vendor = d.family AND d.state = 'disabled' AND a.state = 'active' AND NOT EXISTS (
      SELECT 1 FROM (
        SELECT left_vendor AS v, left_account AS i, right_vendor AS w, right_account AS j FROM _people.decision WHERE decision = 'not_same'
        UNION ALL SELECT right_vendor, right_account, left_vendor, left_account FROM _people.decision WHERE decision = 'not_same'
      ) AS o WHERE o.v = d.vendor AND o.i = d.account_id AND o.w = a.vendor AND o.j = a.account_id)`,
  remedy: 'Deactivate the account at the vendor too, or enable it in the directory.',
};
