import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** The directory has switched somebody off, the vendor has not. */
export const disabledInDirectory: FindingRule = {
  id: 'disabled_in_directory',
  severity: 'high',
  needs: 'directory',
  query:
    () => `SELECT DISTINCT ${OF_ACCOUNT}, concat('inactive in ', d.vendor, ', active at ', a.vendor) AS evidence
    FROM (
      SELECT l AS directory, r AS listed FROM _people.pair WHERE rule = 'declared'
      UNION ALL SELECT r, l FROM _people.pair WHERE rule = 'declared'
    ) AS p JOIN _people.account AS d ON d.n = p.directory JOIN audited AS a ON a.n = p.listed
    WHERE d.vendor <> d.family AND a.vendor = d.family AND d.state = 'disabled' AND a.state = 'active'`,
  remedy: 'Deactivate the account at the vendor too, or enable it in the directory.',
};
