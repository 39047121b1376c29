import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT, textList} from './finding-rule';

/** A login with an address that is not the company’s. */
export const outsideDomain: FindingRule = {
  id: 'outside_domain',
  severity: 'medium',
  needs: 'domains',
  query: ({
    companyDomains,
  }) => `SELECT DISTINCT ${OF_ACCOUNT}, concat('an address at ', split_part(m.address, '@', 2)) AS evidence
    FROM audited AS a JOIN _people.mail AS m USING (n) WHERE m.address LIKE '%@%' AND a.vendor <> 'roster' AND NOT a.is_customer
      AND a.state IN ('active', 'invited') AND m.address = a.login AND NOT list_has_any(${textList(companyDomains)}, list_transform(
        generate_series(1, len(string_split(split_part(m.address, '@', 2), '.'))),
        lambda i: array_to_string(string_split(split_part(m.address, '@', 2), '.')[i:], '.')))`,
  remedy: 'Move the account to a company address, or add the domain to company_domains.',
};
