import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** A phone number that is not the roster’s. */
export const phoneDiffers: FindingRule = {
  id: 'phone_differs',
  severity: 'low',
  needs: 'roster',
  query:
    () => `SELECT ${OF_ACCOUNT}, 'no phone number of it is the one of the roster' AS evidence FROM audited AS a
    WHERE a.roster_key IS NOT NULL AND a.vendor <> 'roster' AND a.state IN ('active', 'invited')
      AND EXISTS (SELECT 1 FROM _people.phone AS p WHERE p.n = a.n)
      AND EXISTS (SELECT 1 FROM audited AS r JOIN _people.phone AS p USING (n) WHERE r.person_id = a.person_id AND r.vendor = 'roster')
      AND NOT EXISTS (SELECT 1 FROM audited AS r JOIN _people.phone AS p USING (n) JOIN _people.phone AS o ON o.n = a.n AND o.phone = p.phone
        WHERE r.person_id = a.person_id AND r.vendor = 'roster')`,
  remedy: 'Correct the number at the vendor or in the roster.',
};
