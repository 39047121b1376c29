import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** An account that nobody has used for long, where the vendor tells. */
export const dormantAccount: FindingRule = {
  id: 'dormant_account',
  severity: 'low',
  query: (
    {dormantDays},
    now,
  ) => `SELECT ${OF_ACCOUNT}, concat('last seen on ', strftime(a.last_seen_at, '%Y-%m-%d')) AS evidence
    FROM audited AS a WHERE a.state = 'active' AND NOT a.is_customer AND NOT a.is_service
      AND a.last_seen_at < ${now} - INTERVAL ${dormantDays} DAY`,
  remedy: 'Ask whether the account is still needed; an unused seat costs money and is a way in.',
};
