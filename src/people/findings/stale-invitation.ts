import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** An invitation that has waited for long. */
export const staleInvitation: FindingRule = {
  id: 'stale_invitation',
  severity: 'low',
  query: (
    {invitationDays},
    now,
  ) => `SELECT ${OF_ACCOUNT}, concat('invited on ', strftime(a.invited_at, '%Y-%m-%d'), ' and not accepted') AS evidence
    FROM audited AS a WHERE a.state = 'invited' AND NOT a.is_service AND a.invited_at < ${now} - INTERVAL ${invitationDays} DAY`,
  remedy: 'Send the invitation again or take it back: whoever reads that mailbox can accept it.',
};
