import type {FindingRule} from './finding-rule';
import {OF_ACCOUNT} from './finding-rule';

/** Somebody on a team whom an alert at night would not reach. */
export const unreachableResponder: FindingRule = {
  id: 'unreachable_responder',
  severity: 'high',
  query: () => `SELECT ${OF_ACCOUNT}, concat('on a team, and ', a.unreachable) AS evidence
    FROM audited AS a WHERE a.unreachable IS NOT NULL AND a.state = 'active' AND NOT a.is_service`,
  remedy:
    'Add a phone, SMS or push contact method and a rule for high urgency, or take the person off the team.',
};
