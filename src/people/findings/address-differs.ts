import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** A login with another address than the roster has. */
export const addressDiffers: FindingRule = {
  id: 'address_differs',
  severity: 'low',
  needs: 'roster',
  query:
    () => `SELECT ${OF_ACCOUNT}, 'the address is not one of the roster' AS evidence FROM audited AS a
    WHERE a.roster_key IS NOT NULL AND a.login IS NOT NULL AND a.vendor <> 'roster' AND a.state IN ('active', 'invited')
      AND EXISTS (SELECT 1 FROM audited AS r JOIN _people.mail AS m USING (n) WHERE r.person_id = a.person_id AND r.vendor = 'roster')
      AND NOT EXISTS (SELECT 1 FROM audited AS r JOIN _people.mail AS m USING (n)
        WHERE r.person_id = a.person_id AND r.vendor = 'roster' AND m.address = a.login)`,
  remedy: 'Change the address at the vendor, or add it to the roster as an alias.',
};
