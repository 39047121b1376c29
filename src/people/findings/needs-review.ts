import type {FindingRule} from './finding-rule';

/** A cluster that was not linked automatically. */
export const needsReview: FindingRule = {
  id: 'needs_review',
  severity: 'medium',
  query:
    () => `SELECT min(concat(a.vendor, ':', a.account_id)) AS subject, NULL AS person_id, NULL AS vendor, NULL AS account_id, NULL AS url,
      concat(min(a.why), ': ', string_agg(concat(a.vendor, ' ', a.account_id), ', ' ORDER BY a.vendor, a.account_id)) AS evidence
    FROM audited AS a WHERE a.why IS NOT NULL GROUP BY a.cluster`,
  remedy: 'Run user-sync people review and write what is true into decisions.csv.',
};
