import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** The directory has switched somebody off, the vendor has not. */
export const disabledInDirectory: FindingRule = {
  id: 'disabled_in_directory',
  severity: 'high',
  needs: 'directory',
  query:
    () => `SELECT DISTINCT ${OF_ACCOUNT}, concat('inactive in ', d.vendor, ', active at ', a.vendor) AS evidence
    FROM audited AS a JOIN _people.pair AS p ON p.rule = 'declared' AND a.n IN (p.l, p.r)
    JOIN _people.account AS d ON d.n IN (p.l, p.r) AND d.vendor <> d.family
    WHERE a.vendor = d.family AND d.state = 'disabled' AND a.state = 'active'`,
  remedy: 'Deactivate the account at the vendor too, or enable it in the directory.',
};
